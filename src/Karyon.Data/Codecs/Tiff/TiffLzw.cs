using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>
/// LZW as in TIFF 6.0, section 13: codes of 9 to 12 bits, high bit first, widened one code early. A table entry is a
/// stretch of what was already written, since each string is the previous one and the byte after it.
/// </summary>
internal static class TiffLzw
{
    private const int Clear = 256, End = 257, First = 258, TableSize = 4096;

    /// <summary>Decodes a tile; writes at most the raw length and returns how many bytes there were.</summary>
    /// <exception cref="InvalidDataException">A code is not defined yet, or the tile is of the older, bit-reversed kind.</exception>
    public static int Decode(ReadOnlySpan<byte> packed, Span<byte> raw)
    {
        if (packed.Length >= 2 && packed[0] == 0 && (packed[1] & 1) != 0)
            throw new InvalidDataException("the data are of the bit-reversed LZW that preceded TIFF 6.0, which is not read");
        var starts = new int[TableSize];
        var lengths = new int[TableSize];
        int next = First, bits = 9, written = 0, previousStart = 0, previousLength = 0;
        ulong pool = 0;
        int pooled = 0, from = 0;
        while (written < raw.Length)
        {
            if (pooled < bits)
            {
                if (packed.Length - from >= 4)
                {
                    pool = pool << 32 | BinaryPrimitives.ReadUInt32BigEndian(packed[from..]);
                    from += 4;
                    pooled += 32;
                }
                else
                {
                    for (; from < packed.Length; from++, pooled += 8) pool = pool << 8 | packed[from];
                    if (pooled < bits) break;
                }
            }
            pooled -= bits;
            var code = (int)(pool >> pooled) & (1 << bits) - 1;
            if (code == End) break;
            if (code == Clear)
            {
                (next, bits, previousLength) = (First, 9, 0);
                continue;
            }
            var start = written;
            int length;
            if (code < Clear)
            {
                raw[written] = (byte)code;
                length = 1;
            }
            else
            {
                if (code > next || previousLength == 0 || (code == next && next == TableSize))
                    throw new InvalidDataException($"code {code} is not defined yet");
                // The string that is being defined by this very code: the previous one and its own first byte.
                var known = code < next;
                length = known ? lengths[code] : previousLength + 1;
                Copy(raw, known ? starts[code] : previousStart, written, length);
            }
            if (previousLength > 0 && next < TableSize)
            {
                (starts[next], lengths[next]) = (previousStart, previousLength + 1);
                next++;
                if (next == (1 << bits) - 1 && bits < 12) bits++;
            }
            written += Math.Min(length, raw.Length - written);
            (previousStart, previousLength) = (start, length);
        }
        return written;
    }

    private static void Copy(Span<byte> raw, int from, int to, int length)
    {
        length = Math.Min(length, raw.Length - to);
        const int longRun = 24;
        if (length > longRun && from + length <= to)
        {
            raw.Slice(from, length).CopyTo(raw[to..]);
            return;
        }
        // Most strings are short, and the newest may overlap what it is copied to by one byte.
        var source = raw.Slice(from, to - from + length);
        var target = raw.Slice(to, length);
        for (var i = 0; i < target.Length; i++) target[i] = source[i];
    }
}
