using System.Buffers.Binary;
using System.Text;

namespace Karyon.Learning.Tests.Training.TensorBoard;

/// <summary>One event of a file.</summary>
internal sealed record ReadEvent(double WallTime, long Step, string? FileVersion, bool IsSessionStart, IReadOnlyList<(string Tag, float Value)> Scalars);

/// <summary>Reads TensorBoard event files by the formats' descriptions, bit by bit, with nothing of the writer.</summary>
internal static class EventReader
{
    public static IReadOnlyList<ReadEvent> Read(byte[] file)
    {
        var events = new List<ReadEvent>();
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var data = file.AsSpan(at + 12, length);
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(EventOf(data));
            at += 16 + length;
        }
        return events;
    }

    private static ReadEvent EventOf(ReadOnlySpan<byte> data)
    {
        var result = new ReadEvent(double.NaN, -1, null, false, []);
        foreach (var (field, number, bytes) in FieldsOf(data))
            result = field switch
            {
                1 => result with { WallTime = BitConverter.UInt64BitsToDouble(number) },
                2 => result with { Step = (long)number },
                3 => result with { FileVersion = Encoding.UTF8.GetString(bytes) },
                5 => result with { Scalars = [.. FieldsOf(bytes).Select(item => ScalarOf(item.Bytes))] },
                7 => result with { IsSessionStart = FieldsOf(bytes) is [(1, 1, _)] },
                _ => throw new InvalidDataException($"field {field}"),
            };
        return result;
    }

    private static (string Tag, float Value) ScalarOf(byte[] data)
    {
        var fields = FieldsOf(data);
        return (Encoding.UTF8.GetString(fields.Single(item => item.Field == 1).Bytes), BitConverter.UInt32BitsToSingle((uint)fields.Single(item => item.Field == 2).Number));
    }

    private static List<(int Field, ulong Number, byte[] Bytes)> FieldsOf(ReadOnlySpan<byte> data)
    {
        var fields = new List<(int, ulong, byte[])>();
        while (data.Length > 0)
        {
            var key = Varint(ref data);
            ulong number = 0;
            byte[] bytes = [];
            switch (key & 7)
            {
                case 0: number = Varint(ref data); break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(data);
                    data = data[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref data);
                    bytes = data[..length].ToArray();
                    data = data[length..];
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(data);
                    data = data[4..];
                    break;
                default: throw new InvalidDataException($"kind {key & 7}");
            }
            fields.Add(((int)(key >> 3), number, bytes));
        }
        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = data[0];
            data = data[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }

    /// <summary>CRC-32C a bit at a time (polynomial 0x1EDC6F41, reflected), masked as TFRecord says.</summary>
    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return unchecked((crc >> 15 | crc << 17) + 0xA282EAD8);
    }
}
