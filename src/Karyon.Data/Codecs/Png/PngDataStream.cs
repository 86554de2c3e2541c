namespace Karyon.Data.Codecs.Png;

/// <summary>The data of consecutive IDAT chunks as one stream, their CRCs checked on the way. The reader stands at the first one's data.</summary>
internal sealed class PngDataStream(PngChunkReader chunks) : Stream
{
    private bool _ended;

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (!_ended)
        {
            var read = chunks.Read(buffer);
            if (read > 0) return read;
            EndChunk();
        }
        return 0;
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads over the rest of the current IDAT chunk, so that its CRC is checked.</summary>
    public void FinishChunk()
    {
        if (!_ended) chunks.FinishCritical();
        _ended = true;
    }

    /// <inheritdoc />
    public override void Flush() { }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void EndChunk()
    {
        chunks.FinishCritical();
        chunks.Next();
        _ended = chunks.Type != PngChunkReader.Idat;
    }
}
