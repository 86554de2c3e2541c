using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Metrics;

/// <summary>Reads the goldens' instance maps (int16 .npy, gzip). Independent of Karyon.Data, which Core's tests cannot see.</summary>
internal static partial class GoldenMap
{
    public static LabelMap Read(string path)
    {
        using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        unzipped.CopyTo(memory);
        var bytes = memory.ToArray();
        var headerLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        var header = System.Text.Encoding.ASCII.GetString(bytes, 10, headerLength);
        Assert.Contains("'<i2'", header, StringComparison.Ordinal);
        Assert.Contains("'fortran_order': False", header, StringComparison.Ordinal);
        var shape = Shape().Match(header);
        int height = int.Parse(shape.Groups[1].Value), width = int.Parse(shape.Groups[2].Value);
        var map = new LabelMap(width, height);
        for (var i = 0; i < map.Pixels.Length; i++)
            map.Pixels[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(10 + headerLength + 2 * i));
        return map;
    }

    [GeneratedRegex(@"\((\d+), (\d+)\)")]
    private static partial Regex Shape();
}
