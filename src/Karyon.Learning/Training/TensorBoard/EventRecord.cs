using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Karyon.Learning.Training.TensorBoard;

/// <summary>
/// Records of a TensorBoard event file: TFRecord framing (length, its checksum, data, its checksum, little endian) around the protocol buffer
/// <c>Event</c> of TensorFlow's <c>event.proto</c>, of which only what scalars need is written.
/// </summary>
internal static class EventRecord
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>The first record of a file.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    public static byte[] FileVersion(double wallTime)
    {
        var data = Event(wallTime, 0);
        WriteBytes(data, 3, "brain.Event:2"u8);
        return Frame(data.WrittenSpan);
    }

    /// <summary>Says that a session begins: readers forget what earlier files of the folder say of this step and later ones.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="step">The first step that the session will tell of.</param>
    public static byte[] SessionStart(double wallTime, long step)
    {
        var data = Event(wallTime, step);
        var log = new ArrayBufferWriter<byte>();
        WriteVarint(log, 1, 1); // SessionLog.status = START
        WriteBytes(data, 7, log.WrittenSpan);
        return Frame(data.WrittenSpan);
    }

    /// <summary>Scalars of a step.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="step">The step.</param>
    /// <param name="scalars">Figures by tag; the format keeps them in single precision.</param>
    public static byte[] Scalars(double wallTime, long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var data = Event(wallTime, step);
        var summary = new ArrayBufferWriter<byte>();
        foreach (var (tag, value) in scalars)
        {
            var item = new ArrayBufferWriter<byte>();
            WriteBytes(item, 1, Encoding.UTF8.GetBytes(tag));
            WriteKey(item, 2, Fixed32);
            BinaryPrimitives.WriteSingleLittleEndian(item.GetSpan(sizeof(float)), (float)value);
            item.Advance(sizeof(float));
            WriteBytes(summary, 1, item.WrittenSpan);
        }
        WriteBytes(data, 5, summary.WrittenSpan);
        return Frame(data.WrittenSpan);
    }

    private static ArrayBufferWriter<byte> Event(double wallTime, long step)
    {
        var data = new ArrayBufferWriter<byte>();
        WriteKey(data, 1, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(data.GetSpan(sizeof(double)), wallTime);
        data.Advance(sizeof(double));
        WriteVarint(data, 2, (ulong)step);
        return data;
    }

    private static byte[] Frame(ReadOnlySpan<byte> data)
    {
        const int Head = sizeof(ulong) + sizeof(uint);
        var record = new byte[Head + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), Crc32C.Masked(record.AsSpan(0, sizeof(ulong))));
        data.CopyTo(record.AsSpan(Head));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(Head + data.Length), Crc32C.Masked(data));
        return record;
    }

    private static void WriteKey(ArrayBufferWriter<byte> to, int field, int kind) => WriteBase128(to, (ulong)(field << 3 | kind));

    private static void WriteVarint(ArrayBufferWriter<byte> to, int field, ulong value)
    {
        WriteKey(to, field, Varint);
        WriteBase128(to, value);
    }

    private static void WriteBytes(ArrayBufferWriter<byte> to, int field, ReadOnlySpan<byte> bytes)
    {
        WriteKey(to, field, Bytes);
        WriteBase128(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void WriteBase128(ArrayBufferWriter<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.Write([(byte)(value | 0x80)]);
        to.Write([(byte)value]);
    }
}
