using System.Buffers.Binary;
using System.Text;

namespace Karyon.Testing;

/// <summary>Writes pickles opcode by opcode, after Python's <c>pickletools</c>: sound ones and those that no pickler would write.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();

    public PickleWriter(byte protocol = 2) => Raw(0x80, protocol);

    public byte[] ToArray() => _bytes.ToArray();

    public byte[] Stop()
    {
        Op('.');
        return ToArray();
    }

    public PickleWriter Raw(params byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PickleWriter Op(char opcode) => Raw((byte)opcode);

    public PickleWriter Mark() => Op('(');

    public PickleWriter None() => Op('N');

    public PickleWriter Bool(bool value) => Raw(value ? (byte)0x88 : (byte)0x89);

    public PickleWriter Int(long value)
    {
        if (value is >= 0 and <= 255) return Op('K').Raw((byte)value);
        if (value is >= 0 and <= 65535) return Op('M').Raw((byte)value, (byte)(value >> 8));
        if (value == (int)value) return Op('J').Int32((int)value);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(0x8A, 8).Raw(bytes.ToArray());
    }

    public PickleWriter Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public PickleWriter Float(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return Op('G').Raw(bytes);
    }

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Op('X').Int32(bytes.Length).Raw(bytes);
    }

    public PickleWriter Global(string module, string name) => Op('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleWriter StackGlobal(string module, string name) => Text(module).Text(name).Raw(0x93);

    public PickleWriter Ints(params long[] values)
    {
        Mark();
        foreach (var value in values) Int(value);
        return Op('t');
    }

    /// <summary>Calls a global without arguments.</summary>
    public PickleWriter CallEmpty(string module, string name) => Global(module, name).Op(')').Op('R');
}
