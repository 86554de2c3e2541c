namespace Karyon.Data.Codecs.Jpeg;

/// <summary>A decoding table (T.81, annex C and F.2.2.3), with lookups that resolve a code, and mostly its value too, in one step.</summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits that one lookup sees.</summary>
    public const int LookBits = 10;

    private readonly byte[] _counts;
    private readonly byte[] _symbols;
    private readonly bool _direct;
    private readonly int[] _maxCode = new int[17];
    private readonly int[] _symbolOffset = new int[17];
    private int[]? _values;
    private ushort[]? _codes;

    /// <param name="counts">Codes of each length 1..16.</param>
    /// <param name="symbols">Symbols in order of their codes.</param>
    /// <param name="direct">Whether a symbol is the size of a DC difference; else run and size of an AC coefficient.</param>
    /// <exception cref="FormatException">The counts do not make a prefix code.</exception>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols, bool direct)
    {
        (_counts, _symbols, _direct) = (counts.ToArray(), symbols.ToArray(), direct);
        int code = 0, index = 0;
        for (var length = 1; length <= 16; length++)
        {
            _symbolOffset[length] = index - code;
            code += counts[length - 1];
            index += counts[length - 1];
            if (code > 1 << length) throw new FormatException("the code lengths of a Huffman table do not make a prefix code");
            // A length without codes must match nothing.
            _maxCode[length] = counts[length - 1] == 0 ? -1 : code - 1;
            code <<= 1;
        }
    }

    /// <summary>
    /// Per <see cref="LookBits"/> upcoming bits: bits 0..7 the length of code and value together, 8..15 the run, 16..31 the value, where all fit;
    /// else bits 0..7 are 0, 8..15 the symbol and 16..31 the length of its code; 0 when the code alone is longer.
    /// </summary>
    public ReadOnlySpan<int> Values => _values ??= BuildValues();

    /// <summary>Per <see cref="LookBits"/> upcoming bits: the length of a code times 256 and its symbol; 0 when the code is longer.</summary>
    public ReadOnlySpan<ushort> Codes => _codes ??= BuildCodes();

    /// <summary>Resolves a code longer than the lookups see, or one without a symbol.</summary>
    /// <param name="bits">Upcoming bits, left-aligned.</param>
    /// <param name="length">The code's length.</param>
    /// <returns>The symbol, or -1.</returns>
    public int DecodeLong(ulong bits, out int length)
    {
        for (length = LookBits + 1; length <= 16; length++)
        {
            var code = (int)(bits >> (64 - length));
            if (code <= _maxCode[length]) return _symbols[_symbolOffset[length] + code];
        }
        return -1;
    }

    /// <summary>The number that `size` bits stand for (T.81, figure F.12).</summary>
    public static int Extend(int bits, int size) => bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;

    private ushort[] BuildCodes()
    {
        var codes = new ushort[1 << LookBits];
        int code = 0, index = 0;
        for (var length = 1; length <= LookBits; length++, code <<= 1)
            for (var i = 0; i < _counts[length - 1]; i++, code++)
                codes.AsSpan(code << (LookBits - length), 1 << (LookBits - length)).Fill((ushort)((length << 8) | _symbols[index++]));
        return codes;
    }

    private int[] BuildValues()
    {
        var values = new int[1 << LookBits];
        var codes = Codes;
        for (var bits = 0; bits < values.Length; bits++)
        {
            int length = codes[bits] >> 8, symbol = codes[bits] & 0xFF, spare = LookBits - length;
            if (length == 0) continue;
            var size = _direct ? symbol : symbol & 15;
            // A zero AC value is an end of block or a run of sixteen: the reader treats those apart.
            if (size > spare || (size == 0 && !_direct))
            {
                values[bits] = (length << 16) | (symbol << 8);
                continue;
            }
            var value = size == 0 ? 0 : Extend((bits >> (spare - size)) & ((1 << size) - 1), size);
            values[bits] = (value << 16) | ((_direct ? 0 : symbol >> 4) << 8) | (length + size);
        }
        return values;
    }
}
