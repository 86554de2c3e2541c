namespace Karyon.Data.Codecs;

/// <summary>Bytes in memory as <see cref="IByteSource"/>.</summary>
public sealed class MemoryByteSource(ReadOnlyMemory<byte> bytes) : IByteSource
{
    /// <inheritdoc />
    public long Length => bytes.Length;

    /// <inheritdoc />
    public int Read(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset >= bytes.Length) return 0;
        var part = bytes.Span[(int)offset..];
        if (part.Length > buffer.Length) part = part[..buffer.Length];
        part.CopyTo(buffer);
        return part.Length;
    }

    /// <inheritdoc />
    public void Dispose() { }
}
