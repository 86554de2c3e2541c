using System.IO.Compression;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>Choices in writing a TIFF; none of them changes its pixels.</summary>
public sealed record TiffWriteOptions
{
    /// <summary>Deflate in strips.</summary>
    public static TiffWriteOptions Default { get; } = new();

    /// <summary>Columns and rows of a tile, px, a multiple of 16; null for strips of the image's width.</summary>
    public int? TileSize { get; init; }

    /// <summary>None or Deflate.</summary>
    public TiffCompression Compression { get; init; } = TiffCompression.Deflate;

    /// <summary>How hard to compress.</summary>
    public CompressionLevel Level { get; init; } = CompressionLevel.Optimal;

    /// <summary>Whether each sample is stored minus the one on its left; good for photographs, seldom for labels. Needs compression.</summary>
    public bool Predictor { get; init; }

    /// <summary>Pixel size to state in the resolution fields, µm, or null.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>Free text for the ImageDescription field, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Whether offsets have 64 bits; null for when the image could exceed 4 GB.</summary>
    public bool? BigTiff { get; init; }
}
