using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Png;

/// <summary>The IHDR chunk: size and stored layout of the pixels.</summary>
/// <param name="Width">Columns, px, 1 or more.</param>
/// <param name="Height">Rows, px, 1 or more.</param>
/// <param name="BitDepth">Bits of a stored sample: 1, 2, 4, 8 or 16.</param>
/// <param name="ColorType">What a stored sample means.</param>
/// <param name="Interlaced">Whether rows come in the seven passes of Adam7.</param>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColorType ColorType, bool Interlaced)
{
    /// <summary>Bytes of the chunk's data.</summary>
    public const int Length = 13;

    /// <summary>Stored samples per pixel.</summary>
    public int StoredChannels => ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GreyAlpha => 2,
        PngColorType.Rgba => 4,
        _ => 1,
    };

    /// <summary>Distance in bytes to the sample on the left that row filters look at, 1 for samples below a byte.</summary>
    public int FilterDistance => Math.Max(1, StoredChannels * BitDepth / 8);

    /// <summary>Bytes of a stored row of so many pixels, without its filter byte.</summary>
    public long StoredRowBytes(int width) => ((long)width * StoredChannels * BitDepth + 7) / 8;

    /// <summary>Bytes of all stored rows with their filter bytes: what the compressed data must give.</summary>
    public long StoredBytes()
    {
        if (!Interlaced) return (StoredRowBytes(Width) + 1) * Height;
        long bytes = 0;
        foreach (var pass in Adam7.Passes)
        {
            int columns = pass.Columns(Width), rows = pass.Rows(Height);
            if (columns > 0 && rows > 0) bytes += (StoredRowBytes(columns) + 1) * rows;
        }
        return bytes;
    }

    /// <summary>Reads and checks the chunk's data.</summary>
    /// <exception cref="InvalidFileException">A field holds what the specification does not allow.</exception>
    public static PngHeader Parse(ReadOnlySpan<byte> data, string name)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data), height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            throw new InvalidFileException($"{name}: PNG header: a size of {width} x {height} px is not allowed; the file is damaged");
        byte depth = data[8], color = data[9];
        var allowed = color switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!allowed)
            throw new InvalidFileException($"{name}: PNG header: colour type {color} with {depth} bits is not allowed; the file is damaged");
        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw new InvalidFileException($"{name}: PNG header: compression {data[10]}, filter {data[11]}, interlace {data[12]} are not of the PNG specification");
        return new PngHeader((int)width, (int)height, depth, (PngColorType)color, data[12] == 1);
    }
}
