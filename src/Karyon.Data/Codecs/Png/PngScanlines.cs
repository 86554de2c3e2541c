using System.IO.Compression;
using Karyon.Data.Codecs.Png.Kernels;

namespace Karyon.Data.Codecs.Png;

/// <summary>Inflates and unfilters stored rows, one after the other. Never inflates more than the image needs. Not thread safe.</summary>
internal sealed class PngScanlines : IDisposable
{
    private readonly PngChunkReader _chunks;
    private readonly PngDataStream _data;
    private readonly ZLibStream _inflater;
    private readonly int _distance;
    private byte[] _current, _above;

    /// <summary>Makes a reader; the chunk reader stands at the first IDAT.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="header">The stored layout.</param>
    public PngScanlines(PngChunkReader chunks, PngHeader header)
    {
        _chunks = chunks;
        _data = new PngDataStream(chunks);
        _inflater = new ZLibStream(_data, CompressionMode.Decompress);
        _distance = header.FilterDistance;
        var longest = (int)header.StoredRowBytes(header.Width);
        (_current, _above) = (new byte[longest + 1], new byte[longest + 1]);
    }

    /// <summary>Starts rows that have nothing above them: the image, or a pass of an interlaced one.</summary>
    public void StartPass() => Array.Clear(_current);

    /// <summary>The next stored row of so many bytes; valid until the next call.</summary>
    /// <exception cref="InvalidFileException">The compressed data are damaged or end early.</exception>
    public ReadOnlySpan<byte> Next(int bytes)
    {
        (_current, _above) = (_above, _current);
        var filtered = _current.AsSpan(0, bytes + 1);
        Fill(filtered);
        if (filtered[0] > (byte)PngFilter.Paeth)
            throw _chunks.Invalid($"row filter {filtered[0]} does not exist; the file is damaged");
        var row = filtered[1..];
        PngFilterKernels.Undo((PngFilter)filtered[0], row, _above.AsSpan(1, bytes), _distance);
        return row;
    }

    /// <summary>Checks what follows the last row: the checksum of the pixels and of the chunk.</summary>
    /// <exception cref="InvalidFileException">A checksum does not fit.</exception>
    public void Finish()
    {
        // Bytes beyond the image are no fault of its pixels; one read makes the inflater compare the checksum.
        Span<byte> beyond = stackalloc byte[1];
        Inflate(beyond);
        _data.FinishChunk();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _inflater.Dispose();
        _data.Dispose();
    }

    private void Fill(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var read = Inflate(buffer);
            if (read == 0)
                throw _chunks.Invalid("the compressed pixels end before the image is complete; the file is damaged or was not written to its end");
            buffer = buffer[read..];
        }
    }

    private int Inflate(Span<byte> buffer)
    {
        try
        {
            return _inflater.Read(buffer);
        }
        catch (InvalidDataException cause)
        {
            throw new InvalidFileException($"{_chunks.Name}: PNG, byte {_chunks.Position}: the compressed pixels are damaged; copy or download the file again", cause);
        }
        catch (IOException cause) when (cause is not InvalidFileException)
        {
            // The disk's errors, and zlib's own where the data ask for what PNG does not have (a preset dictionary).
            throw new InvalidFileException($"{_chunks.Name}: PNG, byte {_chunks.Position}: the compressed pixels cannot be read: {cause.Message}", cause);
        }
    }
}
