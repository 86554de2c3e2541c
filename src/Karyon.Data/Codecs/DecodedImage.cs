using System.Runtime.InteropServices;

namespace Karyon.Data.Codecs;

/// <summary>Pixels as a codec read them: interleaved samples of 8, 16 or 32 bits, before any conversion.</summary>
public sealed class DecodedImage
{
    /// <summary>Wraps 8-bit samples, interleaved, row-major.</summary>
    /// <exception cref="ArgumentException">The number of samples does not fit.</exception>
    public DecodedImage(int width, int height, ColorModel model, byte[] samples) : this(width, height, model, samples.LongLength) =>
        Samples8 = samples;

    /// <summary>Wraps 16-bit samples, interleaved, row-major.</summary>
    /// <exception cref="ArgumentException">The number of samples does not fit.</exception>
    public DecodedImage(int width, int height, ColorModel model, ushort[] samples) : this(width, height, model, samples.LongLength) =>
        Samples16 = samples;

    /// <summary>Wraps 32-bit samples, interleaved, row-major; only label images have them.</summary>
    /// <exception cref="ArgumentException">The number of samples does not fit.</exception>
    public DecodedImage(int width, int height, ColorModel model, uint[] samples) : this(width, height, model, samples.LongLength) =>
        Samples32 = samples;

    private DecodedImage(int width, int height, ColorModel model, long samples)
    {
        (Width, Height, Model) = (width, height, model);
        if (width < 0 || height < 0 || samples != (long)width * height * Channels)
            throw new ArgumentException($"{samples} samples do not make an image of {width} x {height} px with {Channels} channels");
    }

    /// <summary>Columns, px.</summary>
    public int Width { get; }

    /// <summary>Rows, px.</summary>
    public int Height { get; }

    /// <summary>What the samples mean.</summary>
    public ColorModel Model { get; }

    /// <summary>Samples per pixel.</summary>
    public int Channels => Model.ChannelCount();

    /// <summary>8, 16 or 32.</summary>
    public int BitsPerSample => Samples8 is not null ? 8 : Samples16 is not null ? 16 : 32;

    /// <summary>The samples of an 8-bit image, else null.</summary>
    public byte[]? Samples8 { get; }

    /// <summary>The samples of a 16-bit image, else null.</summary>
    public ushort[]? Samples16 { get; }

    /// <summary>The samples of a 32-bit image (labels), else null.</summary>
    public uint[]? Samples32 { get; }

    /// <summary>Pixel size that the file states, µm per pixel, or null where it states none that can be trusted (a print resolution of 72 dpi says nothing).</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>An image of zeros.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    /// <param name="model">What the samples mean.</param>
    /// <param name="bits">8, 16 or 32 bits a sample.</param>
    /// <param name="micronsPerPixel">Pixel size, µm, or null.</param>
    internal static DecodedImage Blank(int width, int height, ColorModel model, int bits, double? micronsPerPixel)
    {
        var samples = width * height * model.ChannelCount();
        return bits switch
        {
            8 => new DecodedImage(width, height, model, new byte[samples]) { MicronsPerPixel = micronsPerPixel },
            16 => new DecodedImage(width, height, model, new ushort[samples]) { MicronsPerPixel = micronsPerPixel },
            _ => new DecodedImage(width, height, model, new uint[samples]) { MicronsPerPixel = micronsPerPixel },
        };
    }

    /// <summary>All bytes of the image, samples in the machine's byte order.</summary>
    internal Span<byte> AllBytes() => Samples8 is not null ? Samples8.AsSpan()
        : Samples16 is not null ? MemoryMarshal.AsBytes(Samples16.AsSpan())
        : MemoryMarshal.AsBytes(Samples32.AsSpan());

    /// <summary>All bytes of one row, samples in the machine's byte order.</summary>
    internal Span<byte> RowBytes(int row)
    {
        var stride = Width * Channels;
        return Samples8 is not null ? Samples8.AsSpan(row * stride, stride)
            : Samples16 is not null ? MemoryMarshal.AsBytes(Samples16.AsSpan(row * stride, stride))
            : MemoryMarshal.AsBytes(Samples32.AsSpan(row * stride, stride));
    }
}
