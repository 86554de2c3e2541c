using System.Buffers.Binary;
using System.Text;
using Karyon.Data.Codecs;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.Pickles;

/// <summary>The bytes of a pickle, read forwards through a small buffer; nothing is allocated before the file is known to hold it.</summary>
internal sealed class PickleBytes
{
    private readonly byte[] _buffer = new byte[1 << 14];
    private readonly IByteSource _source;
    private readonly long _start;
    private readonly long _end;
    private long _bufferStart;
    private int _buffered;

    /// <summary>Starts at an offset.</summary>
    /// <param name="name">The file, for errors.</param>
    /// <param name="source">Its bytes.</param>
    /// <param name="offset">Where the pickle starts.</param>
    /// <param name="end">The first byte that belongs to it no longer, at the latest.</param>
    public PickleBytes(string name, IByteSource source, long offset, long end) => (Name, _source, _start, Position, _bufferStart, _end) = (name, source, offset, offset, offset, end);

    /// <summary>The file, for errors.</summary>
    public string Name { get; }

    /// <summary>Where the next byte stands in the source.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public long Left => _end - Position;

    public byte UInt8() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double DoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>So many bytes, as an array of their own.</summary>
    public byte[] Bytes(ulong count, long most, string what)
    {
        if (count > (ulong)Math.Min(most, Array.MaxLength)) throw Invalid($"{what} of {count} bytes is longer than the {most} that are read");
        if (count > (ulong)Left) throw EndsEarly();
        var bytes = new byte[count];
        if (_source.Read(Position, bytes) != bytes.Length) throw EndsEarly();
        Position += bytes.Length;
        return bytes;
    }

    public string Text(ulong count, long most)
    {
        try
        {
            return StrictUtf8.GetString(Bytes(count, most, "a text"));
        }
        catch (ArgumentException)
        {
            throw Invalid("a text is no UTF-8; the file is damaged");
        }
    }

    /// <summary>A name that ends with its line.</summary>
    public string Line()
    {
        const int Longest = 256;
        var line = new StringBuilder();
        for (var next = UInt8(); next != '\n'; next = UInt8())
        {
            if (line.Length == Longest) throw Invalid($"a name is longer than {Longest} bytes; the file is damaged");
            line.Append((char)next);
        }
        return line.ToString();
    }

    public void Skip(ulong count)
    {
        if (count > (ulong)Left) throw EndsEarly();
        Position += (long)count;
    }

    /// <summary>A refusal that names file and place, which is counted from where the bytes start.</summary>
    public InvalidTensorFileException Invalid(long position, string what) => new($"{Name}: byte {position - _start}: {PrintableText.Of(what)}");

    public InvalidTensorFileException Invalid(string what) => Invalid(Position, what);

    private static UTF8Encoding StrictUtf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left) throw EndsEarly();
        var at = Position - _bufferStart;
        if (at + count > _buffered)
        {
            _bufferStart = Position;
            _buffered = _source.Read(Position, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, Left)));
            if (_buffered < count) throw EndsEarly();
            at = 0;
        }
        Position += count;
        return _buffer.AsSpan((int)at, count);
    }

    private InvalidTensorFileException EndsEarly() => Invalid("the pickle ends early; the file is truncated: copy or download it again");
}
