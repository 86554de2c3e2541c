namespace Karyon.Learning.Checkpoints.FlatBuffers;

/// <summary>A table of a FlatBuffers file: fields by their number in the schema, each absent or in place.</summary>
internal readonly struct FlatTable
{
    private readonly FlatBuffer _buffer;
    private readonly int _position;
    private readonly int _vtable;
    private readonly int _fields;
    private readonly int _bytes;

    /// <summary>Checks the table at a position: its vtable lies in the file, and so does the table itself.</summary>
    public FlatTable(FlatBuffer buffer, int position)
    {
        (_buffer, _position) = (buffer, position);
        var vtable = position - (long)buffer.Int32(position);
        if (vtable is < 0 or > int.MaxValue - 4) throw buffer.Invalid($"the table at byte {position} has its layout at {vtable}, outside the file");
        _vtable = (int)vtable;
        int size = buffer.UInt16(_vtable);
        _bytes = buffer.UInt16(_vtable + 2);
        if (size < 4 || size % 2 != 0 || _bytes < 4) throw buffer.Invalid($"the table at byte {position} has a layout of {size} bytes for {_bytes}; the file is damaged");
        _ = buffer.Memory(_vtable, size);
        _ = buffer.Memory(position, _bytes);
        _fields = (size - 4) / 2;
    }

    /// <summary>Whether a field is there.</summary>
    public bool Has(int field) => At(field, 1) >= 0;

    public byte UInt8(int field, byte otherwise = 0) => At(field, 1) is var at and >= 0 ? _buffer.UInt8(at) : otherwise;

    public int Int32(int field, int otherwise = 0) => At(field, 4) is var at and >= 0 ? _buffer.Int32(at) : otherwise;

    public float Single(int field, float otherwise = 0) => At(field, 4) is var at and >= 0 ? _buffer.Single(at) : otherwise;

    public string Text(int field) => At(field, 4) is var at and >= 0 ? _buffer.Text(at) : "";

    public FlatTable? Table(int field) => At(field, 4) is var at and >= 0 ? _buffer.Table(at) : null;

    /// <summary>A vector of tables; empty where the field is absent.</summary>
    public FlatTable[] Tables(int field, int most, string what) => Vector(field, 4, most, what, static (buffer, at) => buffer.Table(at));

    public int[] Int32s(int field, int most, string what) => Vector(field, 4, most, what, static (buffer, at) => buffer.Int32(at));

    public long[] Int64s(int field, int most, string what) => Vector(field, 8, most, what, static (buffer, at) => buffer.Int64(at));

    public float[] Singles(int field, int most, string what) => Vector(field, 4, most, what, static (buffer, at) => buffer.Single(at));

    /// <summary>A vector of bytes, not copied.</summary>
    public ReadOnlyMemory<byte> Bytes(int field, string what)
    {
        var at = At(field, 4);
        if (at < 0) return default;
        var (first, count) = _buffer.Vector(at, 1, int.MaxValue, what);
        return _buffer.Memory(first, count);
    }

    private T[] Vector<T>(int field, int elementBytes, int most, string what, Func<FlatBuffer, int, T> read)
    {
        var at = At(field, 4);
        if (at < 0) return [];
        var (first, count) = _buffer.Vector(at, elementBytes, most, what);
        var result = new T[count];
        for (var k = 0; k < count; k++) result[k] = read(_buffer, first + k * elementBytes);
        return result;
    }

    /// <summary>Where a field stands in the file; -1 where it is absent.</summary>
    private int At(int field, int size)
    {
        if (field >= _fields) return -1;
        int offset = _buffer.UInt16(_vtable + 4 + 2 * field);
        if (offset == 0) return -1;
        return offset + size <= _bytes ? _position + offset : throw _buffer.Invalid($"field {field} of the table at byte {_position} leaves it; the file is damaged");
    }
}
