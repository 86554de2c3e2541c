using System.Buffers.Binary;
using System.Text;

namespace Karyon.EndToEnd.Tests;

/// <summary>Writes .npy files as NumPy 1.0 does.</summary>
internal static class NpyWriter
{
    /// <summary>Numbers as float64, as PanNuke is published.</summary>
    public static void Doubles(string path, int[] shape, IEnumerable<int> values)
    {
        using var stream = Create(path, "<f8", shape);
        var bytes = new byte[8];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }

    /// <summary>Texts of fixed width.</summary>
    public static void Texts(string path, IReadOnlyList<string> texts)
    {
        var width = texts.Max(text => text.Length);
        using var stream = Create(path, $"<U{width}", [texts.Count]);
        foreach (var text in texts) stream.Write(Encoding.UTF32.GetBytes(text.PadRight(width, '\0')));
    }

    private static BufferedStream Create(string path, string type, int[] shape)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        header = header.PadRight((header.Length + 10 + 1 + 63) / 64 * 64 - 11) + "\n";
        var stream = new BufferedStream(File.Create(path));
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
        return stream;
    }
}
