using System.Buffers.Binary;

namespace Karyon.Learning.Tests.Checkpoints.PyTorch;

/// <summary>Rewrites the directory of a small archive as archives beyond 4 GiB have it: sizes and offsets in 64-bit extra fields, and a 64-bit end record.</summary>
internal static class Zip64
{
    public static byte[] Of(byte[] archive)
    {
        const int HeaderBytes = 46, EndBytes = 22;
        var end = archive.AsSpan(archive.Length - EndBytes);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), start = BinaryPrimitives.ReadInt32LittleEndian(end[16..]);
        using var output = new MemoryStream();
        output.Write(archive.AsSpan(0, start));
        var at = start;
        for (var i = 0; i < count; i++)
        {
            var header = archive.AsSpan(at, HeaderBytes).ToArray();
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28)), extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30));
            uint packed = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(20)), bytes = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(24)), offset = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(42));
            foreach (var place in (int[])[20, 24, 42]) BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(place), uint.MaxValue);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(30), 28);
            output.Write(header);
            output.Write(archive.AsSpan(at + HeaderBytes, nameLength));
            output.Write([1, 0, 24, 0]);
            foreach (var number in (uint[])[bytes, packed, offset]) output.Write(BitConverter.GetBytes((ulong)number));
            at += HeaderBytes + nameLength + extraLength;
        }
        var record = output.Position;
        output.Write([(byte)'P', (byte)'K', 6, 6, .. BitConverter.GetBytes(44L), 45, 0, 45, 0, .. new byte[8]]);
        foreach (var number in (long[])[count, count, record - start, start]) output.Write(BitConverter.GetBytes(number));
        output.Write([(byte)'P', (byte)'K', 6, 7, .. new byte[4], .. BitConverter.GetBytes(record), 1, 0, 0, 0]);
        output.Write([(byte)'P', (byte)'K', 5, 6, .. new byte[4], .. Enumerable.Repeat((byte)0xFF, 12), 0, 0]);
        return output.ToArray();
    }
}
