using System.Buffers.Binary;
using System.Text;
using Karyon.Data.Codecs;

namespace Karyon.Data.Pickles;

/// <summary>The bytes of a pickle, read forwards through a small buffer; nothing is allocated before the file is known to hold it.</summary>
public sealed class PickleBytes
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
    internal long Left => _end - Position;

    internal byte UInt8() => Take(1)[0];

    internal ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    internal ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    internal double DoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>So many bytes, as an array of their own.</summary>
    internal byte[] Bytes(ulong count, long most, string what)
    {
        if (count > (ulong)Math.Min(most, Array.MaxLength)) throw Invalid($"{what} of {count} bytes is longer than the {most} that are read");
        if (count > (ulong)Left) throw EndsEarly();
        var bytes = new byte[count];
        if (_source.Read(Position, bytes) != bytes.Length) throw EndsEarly();
        Position += bytes.Length;
        return bytes;
    }

    internal string Text(ulong count, long most)
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
    internal string Line()
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

    internal void Skip(ulong count)
    {
        if (count > (ulong)Left) throw EndsEarly();
        Position += (long)count;
    }

    /// <summary>A refusal that names file and place, which is counted from where the bytes start.</summary>
    internal InvalidFileException Invalid(long position, string what) => new($"{Name}: byte {position - _start}: {Printable(what)}");

    /// <summary>A refusal that names file and place.</summary>
    public InvalidFileException Invalid(string what) => Invalid(Position, what);

    /// <summary>Control characters would break the line, or drive the terminal.</summary>
    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? '?' : character)) : text;

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

    private InvalidFileException EndsEarly() => Invalid("the pickle ends early; the file is truncated: copy or download it again");
}
