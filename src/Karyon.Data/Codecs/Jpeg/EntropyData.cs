using System.Buffers;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>
/// One run of entropy-coded data, from a scan header or restart marker to the next marker, without its stuffed zero bytes.
/// Holds a pooled buffer with a tail of zeros, so that a block can be read without asking for the end; disposing returns it.
/// </summary>
internal sealed class EntropyData : IDisposable
{
    /// <summary>Zero bytes after the data: more than one block can consume (64 codes of at most 16 + 15 bits) and one refill.</summary>
    private const int Tail = 320;

    private byte[] _bytes = [];

    /// <summary>The data and at least <see cref="Tail"/> zeros.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Bytes of data.</summary>
    public int Length { get; private set; }

    /// <summary>Offset in the file of the first byte.</summary>
    public int FileOffset { get; private set; }

    /// <summary>Copies the data at an offset up to the next marker.</summary>
    /// <returns>The offset of that marker's FF, or the file's length where there is none.</returns>
    public int Load(ReadOnlySpan<byte> file, int offset)
    {
        (FileOffset, Length) = (offset, 0);
        var position = offset;
        while (true)
        {
            var stop = file[position..].IndexOf((byte)0xFF);
            var run = stop < 0 ? file.Length - position : stop;
            // A stuffed FF 00 is one data byte FF; fill bytes may precede a marker.
            var next = position + run;
            var stuffed = next + 1 < file.Length && file[next] == 0xFF && file[next + 1] == 0;
            Reserve(Length + run + 1 + Tail);
            file.Slice(position, run).CopyTo(_bytes.AsSpan(Length));
            Length += run;
            if (!stuffed)
            {
                _bytes.AsSpan(Length, Tail).Clear();
                return next;
            }
            _bytes[Length++] = 0xFF;
            position = next + 2;
        }
    }

    /// <summary>Returns the buffer.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Reserve(int length)
    {
        if (length <= _bytes.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, 2 * _bytes.Length));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
