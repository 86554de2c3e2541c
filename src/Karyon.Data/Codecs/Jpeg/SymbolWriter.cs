namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Writes symbols as Huffman codes, with a zero byte stuffed behind each FF (T.81, F.1.2.3).</summary>
internal sealed class SymbolWriter : BlockSink
{
    private readonly Stream _output;
    private readonly uint[][] _dc;
    private readonly uint[][] _ac;
    private readonly byte[] _buffer = new byte[4096];
    private int _filled;
    private ulong _bits;
    private int _count;

    public SymbolWriter(Stream output, HuffmanSpecification[] dc, HuffmanSpecification[] ac) =>
        (_output, _dc, _ac) = (output, [.. dc.Select(Codes)], [.. ac.Select(Codes)]);

    /// <summary>Fills the last byte with ones and writes what is left.</summary>
    public void Finish()
    {
        var missing = (8 - (_count & 7)) & 7;
        PutBits((1u << missing) - 1, missing);
        PutBytes();
        _output.Write(_buffer, 0, _filled);
        _filled = 0;
    }

    /// <inheritdoc/>
    protected override void PutSymbol(int table, bool isDc, int symbol, int extra, int count)
    {
        var code = (isDc ? _dc : _ac)[table][symbol];
        PutBits(code >> 8, (int)(code & 0xFF));
        PutBits((uint)extra, count);
    }

    private void PutBits(uint bits, int count)
    {
        _bits = (_bits << count) | bits;
        _count += count;
        if (_count >= 32) PutBytes();
    }

    private void PutBytes()
    {
        if (_filled + 16 > _buffer.Length)
        {
            _output.Write(_buffer, 0, _filled);
            _filled = 0;
        }
        for (; _count >= 8; _count -= 8)
        {
            var next = (byte)(_bits >> (_count - 8));
            _buffer[_filled++] = next;
            if (next == 0xFF) _buffer[_filled++] = 0;
        }
    }

    /// <summary>Per symbol its code times 256 and the code's length (T.81, annex C).</summary>
    private static uint[] Codes(HuffmanSpecification table)
    {
        var codes = new uint[256];
        uint code = 0;
        var index = 0;
        for (var length = 1; length <= 16; length++, code <<= 1)
            for (var i = 0; i < table.Counts[length - 1]; i++, code++)
                codes[table.Symbols[index++]] = (code << 8) | (uint)length;
        return codes;
    }
}
