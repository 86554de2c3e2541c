namespace Karyon.Data.Codecs;

/// <summary>Bytes that can be read at any offset, by any thread at any time.</summary>
public interface IByteSource : IDisposable
{
    /// <summary>Number of bytes.</summary>
    long Length { get; }

    /// <summary>Reads bytes at an offset.</summary>
    /// <param name="offset">Where to start; 0 or more.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <returns>How many were read: fewer than asked for only at the end.</returns>
    int Read(long offset, Span<byte> buffer);
}
