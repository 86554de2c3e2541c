using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Png;

/// <summary>Writes chunks with their checksums; as a stream it gathers compressed pixels into IDAT chunks.</summary>
internal sealed class PngChunkWriter(Stream output) : Stream
{
    private const int DataChunkBytes = 1 << 16;
    private readonly byte[] _data = new byte[DataChunkBytes];
    private int _used;

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes one chunk.</summary>
    public void WriteChunk(uint type, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], type);
        output.Write(head);
        output.Write(data);
        var crc = Crc32.Finish(Crc32.Append(Crc32.Append(Crc32.Start, head[4..]), data));
        BinaryPrimitives.WriteUInt32BigEndian(head, crc);
        output.Write(head[..4]);
    }

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, _data.Length - _used)];
            part.CopyTo(_data.AsSpan(_used));
            _used += part.Length;
            buffer = buffer[part.Length..];
            if (_used == _data.Length) WriteData();
        }
    }

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes what was gathered as an IDAT chunk.</summary>
    public void WriteData()
    {
        if (_used > 0) WriteChunk(PngChunkReader.Idat, _data.AsSpan(0, _used));
        _used = 0;
    }

    /// <inheritdoc />
    public override void Flush() { }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();
}
