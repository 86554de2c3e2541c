using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Png;

/// <summary>Walks the chunks of a PNG stream, checking their CRC and telling where a file breaks off. Not thread safe.</summary>
internal sealed class PngChunkReader
{
    /// <summary>Chunk types as big-endian numbers.</summary>
    public const uint Ihdr = 0x49484452, Plte = 0x504C5445, Idat = 0x49444154, Iend = 0x49454E44, Trns = 0x74524E53, Phys = 0x70485973;

    private readonly Stream _stream;
    private readonly byte[] _scratch = new byte[4096];
    private uint _crc;

    /// <summary>Reads the signature.</summary>
    /// <exception cref="InvalidFileException">The stream does not start as a PNG.</exception>
    public PngChunkReader(Stream stream, string name)
    {
        (_stream, Name) = (stream, name);
        Fill(_scratch.AsSpan(0, Signature.Length), "the signature");
        if (!_scratch.AsSpan(0, Signature.Length).SequenceEqual(Signature))
            throw new InvalidFileException($"{name}: this is no PNG: it does not start with the PNG signature");
    }

    /// <summary>The eight bytes that every PNG starts with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file, for messages.</summary>
    public string Name { get; }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Type of the current chunk.</summary>
    public uint Type { get; private set; }

    /// <summary>Bytes of the current chunk's data that were not read yet.</summary>
    public int Remaining { get; private set; }

    /// <summary>Upper bound on the bytes that are still to come, where the stream can tell.</summary>
    public long? BytesToEnd => _stream.CanSeek ? _stream.Length - _stream.Position : null;

    /// <summary>Goes to the next chunk; the current one must have been finished.</summary>
    public void Next()
    {
        var head = _scratch.AsSpan(0, 8);
        Fill(head, "a chunk's header");
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        Type = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        foreach (var letter in head[4..])
            if (!char.IsAsciiLetter((char)letter)) throw Invalid("there is no chunk where one should start; the file is damaged");
        if (length > int.MaxValue) throw Invalid($"chunk {TypeName(Type)} says that it has {length} bytes; the file is damaged");
        Remaining = (int)length;
        _crc = Crc32.Append(Crc32.Start, head[4..]);
    }

    /// <summary>Reads up to so many bytes of the current chunk's data; 0 at its end.</summary>
    public int Read(Span<byte> buffer)
    {
        if (buffer.Length > Remaining) buffer = buffer[..Remaining];
        if (buffer.IsEmpty) return 0;
        var read = _stream.Read(buffer);
        if (read == 0) throw Truncated($"chunk {TypeName(Type)}");
        _crc = Crc32.Append(_crc, buffer[..read]);
        Position += read;
        Remaining -= read;
        return read;
    }

    /// <summary>Reads so many bytes of the current chunk's data.</summary>
    public void ReadExactly(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var read = Read(buffer);
            if (read == 0) throw Invalid($"chunk {TypeName(Type)} is too short; the file is damaged");
            buffer = buffer[read..];
        }
    }

    /// <summary>Reads over what is left of the current chunk and checks its CRC.</summary>
    /// <returns>Whether the CRC fits.</returns>
    public bool Finish()
    {
        while (Remaining > 0) Read(_scratch);
        var stored = _scratch.AsSpan(0, 4);
        Fill(stored, $"the checksum of chunk {TypeName(Type)}");
        return BinaryPrimitives.ReadUInt32BigEndian(stored) == Crc32.Finish(_crc);
    }

    /// <summary>Does what <see cref="Finish"/> does for a chunk that the pixels depend on.</summary>
    /// <exception cref="InvalidFileException">The CRC does not fit.</exception>
    public void FinishCritical()
    {
        if (!Finish()) throw Invalid($"the checksum of chunk {TypeName(Type)} does not fit its bytes; the file is damaged: copy or download it again");
    }

    /// <summary>An exception for what was just read.</summary>
    public InvalidFileException Invalid(string what) => new($"{Name}: PNG, byte {Position}: {what}");

    /// <summary>A chunk's type as its four letters.</summary>
    public static string TypeName(uint type) =>
        new([(char)(type >> 24), (char)(type >> 16 & 255), (char)(type >> 8 & 255), (char)(type & 255)]);

    private void Fill(Span<byte> buffer, string what)
    {
        var read = _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        Position += read;
        if (read < buffer.Length) throw Truncated(what);
    }

    private InvalidFileException Truncated(string what) =>
        Invalid($"the file ends inside {what}; it is truncated: copy or download it again");
}
