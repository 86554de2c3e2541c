using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Karyon.Core.Rasters;
using Karyon.Testing;

namespace Karyon.Core.Tests.Metrics;

/// <summary>An int16 .npy.gz of the goldens with shape [N, height, width, channels]. Independent of Karyon.Data, which Core's tests cannot see.</summary>
internal sealed partial class GoldenArray
{
    private readonly byte[] _bytes;
    private readonly int _start;

    private GoldenArray(byte[] bytes)
    {
        _bytes = bytes;
        _start = 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        var header = System.Text.Encoding.ASCII.GetString(bytes, 10, _start - 10);
        Assert.Contains("'<i2'", header, StringComparison.Ordinal);
        Assert.Contains("'fortran_order': False", header, StringComparison.Ordinal);
        Shape = [.. Numbers().Matches(header[header.IndexOf("shape", StringComparison.Ordinal)..]).Select(match => int.Parse(match.Value))];
    }

    public int[] Shape { get; }

    public static GoldenArray Read(string relative)
    {
        using var unzipped = new GZipStream(File.OpenRead(SharedFolder.Require("goldens/metrics/" + relative)), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        unzipped.CopyTo(memory);
        return new GoldenArray(memory.ToArray());
    }

    /// <summary>One channel of one image.</summary>
    public LabelMap Map(int image, int channel)
    {
        var map = new LabelMap(Shape[2], Shape[1]);
        for (var i = 0; i < map.Pixels.Length; i++)
            map.Pixels[i] = BinaryPrimitives.ReadInt16LittleEndian(_bytes.AsSpan(_start + 2 * ((image * map.Pixels.Length + i) * Shape[3] + channel)));
        return map;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
