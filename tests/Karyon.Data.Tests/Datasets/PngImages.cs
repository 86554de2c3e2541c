using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;

namespace Karyon.Data.Tests.Datasets;

/// <summary>
/// Just enough of PNG to read the label images of real data sets (grey, 8 or 16 bits, not interlaced), so that these tests do not
/// hang on the codecs. Of JPEG it knows the size only.
/// </summary>
internal sealed class PngImages : IImageReader
{
    public Raster<Rgb> ReadRgb(string path) => throw new NotSupportedException(path);

    public (int Width, int Height) ReadSize(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes[0] == 0x89) return (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
        var at = 2;
        while (bytes[at + 1] is not (0xC0 or 0xC1 or 0xC2)) at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2));
        return (BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 7)), BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 5)));
    }

    public LabelMap ReadLabels(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (width, height) = ReadSize(path);
        Assert.True(bytes[25] == 0 && bytes[28] == 0, path);
        var size = bytes[24] / 8;
        using var packed = new MemoryStream();
        for (var at = 8; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            if (Encoding.ASCII.GetString(bytes, at + 4, 4) == "IDAT") packed.Write(bytes, at + 8, length);
            at += 12 + length;
        }
        packed.Position = 0;
        using var inflate = new ZLibStream(packed, CompressionMode.Decompress);
        var stride = width * size;
        byte[] line = new byte[stride], above = new byte[stride];
        var map = new LabelMap(width, height);
        for (var y = 0; y < height; y++)
        {
            var filter = inflate.ReadByte();
            inflate.ReadExactly(line);
            for (var i = 0; i < stride; i++)
            {
                int left = i < size ? 0 : line[i - size], up = above[i], corner = i < size ? 0 : above[i - size];
                int pLeft = Math.Abs(up - corner), pUp = Math.Abs(left - corner), pCorner = Math.Abs(left + up - 2 * corner);
                line[i] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => pLeft <= pUp && pLeft <= pCorner ? left : pUp <= pCorner ? up : corner,
                });
            }
            for (var x = 0; x < width; x++) map[y, x] = size == 1 ? line[x] : line[2 * x] << 8 | line[2 * x + 1];
            (line, above) = (above, line);
        }
        return map;
    }
}
