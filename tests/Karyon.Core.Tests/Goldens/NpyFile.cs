using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Goldens;

/// <summary>A NumPy array of the shared goldens, widened to double (every stored type fits exactly).</summary>
internal sealed record NpyFile(int[] Shape, double[] Values)
{
    public int Height => Shape[0];

    public int Width => Shape[1];

    public static NpyFile Load(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.ToArray().AsSpan();
        var headerLength = BitConverter.ToUInt16(bytes[8..]);
        var header = Encoding.ASCII.GetString(bytes.Slice(10, headerLength));
        var type = header.Split("'descr': '")[1].Split('\'')[0];
        var shape = header.Split("'shape': (")[1].Split(')')[0].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var data = bytes[(10 + headerLength)..];
        return new NpyFile(shape, type switch
        {
            "|u1" or "|b1" => Widen<byte>(data),
            "<i2" => Widen<short>(data),
            "<i4" => Widen<int>(data),
            "<i8" => Widen<long>(data),
            "<f2" => Widen<Half>(data),
            "<f4" => Widen<float>(data),
            "<f8" => Widen<double>(data),
            _ => throw new InvalidDataException($"{path}: type {type}"),
        });
    }

    public Raster<T> ToRaster<T>() where T : unmanaged, System.Numerics.INumber<T> =>
        new(Width, Height, [.. Values.Select(T.CreateChecked)]);

    public LabelMap ToLabels() => new(ToRaster<int>());

    private static double[] Widen<T>(ReadOnlySpan<byte> data) where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(data);
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++) result[i] = double.CreateChecked(values[i]);
        return result;
    }
}
