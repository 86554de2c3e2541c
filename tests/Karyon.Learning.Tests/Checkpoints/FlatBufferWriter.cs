using System.Buffers.Binary;
using System.Text;

namespace Karyon.Learning.Tests.Checkpoints;

/// <summary>Writes FlatBuffers front to back: a table, then what its fields point to, so that all offsets point forward.</summary>
internal sealed class FlatBufferWriter
{
    private readonly List<byte> _bytes = [];
    private readonly Queue<(int Place, object Target)> _pending = new();

    /// <summary>A file with a root table and an identifier.</summary>
    public static byte[] Write(string identifier, SortedDictionary<int, object> root)
    {
        var writer = new FlatBufferWriter();
        writer.Point(root);
        writer._bytes.AddRange(Encoding.ASCII.GetBytes(identifier));
        while (writer._pending.TryDequeue(out var item))
        {
            while (writer._bytes.Count % 8 != 0) writer._bytes.Add(0);
            var at = writer.Target(item.Target);
            writer.Patch(item.Place, at - item.Place);
        }
        return [.. writer._bytes];
    }

    private int Target(object target)
    {
        switch (target)
        {
            case SortedDictionary<int, object> table: return Table(table);
            case string text: return Vector(Encoding.UTF8.GetBytes(text), item => _bytes.Add(item));
            case byte[] bytes: return Vector(bytes, item => _bytes.Add(item));
            case int[] numbers: return Vector(numbers, Add);
            case float[] numbers: return Vector(numbers, item => Add(BitConverter.SingleToInt32Bits(item)));
            case long[] numbers:
                _bytes.AddRange(new byte[4]);
                return Vector(numbers, item => { Add((int)item); Add((int)(item >> 32)); });
            case SortedDictionary<int, object>[] tables: return Vector(tables, Point);
            default: throw new ArgumentException(target.GetType().Name, nameof(target));
        }
    }

    private int Table(SortedDictionary<int, object> fields)
    {
        var count = fields.Count == 0 ? 0 : fields.Keys.Max() + 1;
        var layout = _bytes.Count;
        var size = (4 + 2 * count + 3) / 4 * 4;
        _bytes.AddRange(new byte[size]);
        var table = _bytes.Count;
        Add(table - layout);
        var places = new ushort[count];
        foreach (var (field, value) in fields)
        {
            places[field] = (ushort)(_bytes.Count - table);
            switch (value)
            {
                case int number: Add(number); break;
                case float number: Add(BitConverter.SingleToInt32Bits(number)); break;
                case byte number: Add(number); break;
                default: Point(value); break;
            }
        }
        BinaryPrimitives.WriteUInt16LittleEndian(Span(layout, 2), (ushort)(4 + 2 * count));
        BinaryPrimitives.WriteUInt16LittleEndian(Span(layout + 2, 2), (ushort)(_bytes.Count - table));
        for (var k = 0; k < count; k++) BinaryPrimitives.WriteUInt16LittleEndian(Span(layout + 4 + 2 * k, 2), places[k]);
        return table;
    }

    private int Vector<T>(T[] items, Action<T> add)
    {
        var at = _bytes.Count;
        Add(items.Length);
        foreach (var item in items) add(item);
        return at;
    }

    private void Point(object target)
    {
        _pending.Enqueue((_bytes.Count, target));
        Add(0);
    }

    private void Add(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    private void Patch(int place, int value) => BinaryPrimitives.WriteInt32LittleEndian(Span(place, 4), value);

    private Span<byte> Span(int start, int count) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes).Slice(start, count);
}
