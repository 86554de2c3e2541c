using System.Buffers.Binary;
using System.Text;

namespace Karyon.Tensors.Tests.Serialization;

/// <summary>Safetensors files from a header (a character a byte) and data as they are, sound or not.</summary>
internal static class RawSafetensors
{
    public static byte[] Of(string header, params byte[] data) => Of(header, header.Length, data);

    public static byte[] Of(string header, long length, params byte[] data)
    {
        var bytes = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Encoding.Latin1.GetBytes(header, bytes.AsSpan(8));
        data.CopyTo(bytes, 8 + header.Length);
        return bytes;
    }

    /// <summary>One entry of a header.</summary>
    public static string Entry(string name, string type, string shape, long start, long end) =>
        $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":[{start},{end}]}}";
}
