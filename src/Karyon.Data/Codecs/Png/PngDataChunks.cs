using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Png;

/// <summary>A write-only stream that packs what it gets into IDAT chunks.</summary>
internal sealed class PngDataChunks(Stream target) : Stream
{
    private readonly byte[] _buffer = new byte[1 << 15];
    private int _filled;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes one chunk: length, type, contents, CRC.</summary>
    public static void WriteChunk(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> contents)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, contents.Length);
        target.Write(word);
        target.Write(type);
        target.Write(contents);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Finish(Crc32.Append(Crc32.Append(Crc32.Start, type), contents)));
        target.Write(word);
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var take = Math.Min(buffer.Length, _buffer.Length - _filled);
            buffer[..take].CopyTo(_buffer.AsSpan(_filled));
            _filled += take;
            buffer = buffer[take..];
            if (_filled == _buffer.Length) Send();
        }
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _filled > 0) Send();
        base.Dispose(disposing);
    }

    private void Send()
    {
        WriteChunk(target, "IDAT"u8, _buffer.AsSpan(0, _filled));
        _filled = 0;
    }
}
