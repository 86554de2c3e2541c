using System.IO.Compression;

namespace Karyon.Data.Codecs.Png;

/// <summary>Choices in writing a PNG; none of them changes its pixels.</summary>
public sealed record PngWriteOptions
{
    /// <summary>For photographs: behind the row filters only runs are worth finding, which takes less than half the time and no more room.</summary>
    public static PngWriteOptions Default { get; } = new();

    /// <summary>For label images: deflate finds their long runs of equal values best unfiltered.</summary>
    public static PngWriteOptions Labels { get; } = new() { Filter = PngFilterChoice.None, Strategy = ZLibCompressionStrategy.Default };

    /// <summary>How hard to compress.</summary>
    public CompressionLevel Compression { get; init; } = CompressionLevel.Optimal;

    /// <summary>What repetitions are looked for.</summary>
    public ZLibCompressionStrategy Strategy { get; init; } = ZLibCompressionStrategy.RunLengthEncoding;

    /// <summary>How row filters are chosen.</summary>
    public PngFilterChoice Filter { get; init; } = PngFilterChoice.Adaptive;

    /// <summary>Pixel size to state (pHYs), µm, or null.</summary>
    public double? MicronsPerPixel { get; init; }

    internal ZLibCompressionOptions ForDeflate() => new()
    {
        CompressionStrategy = Strategy,
        CompressionLevel = Compression switch
        {
            CompressionLevel.NoCompression => 0,
            CompressionLevel.Fastest => 1,
            CompressionLevel.SmallestSize => 9,
            _ => 6,
        },
    };
}
