namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Counts symbols, for tables made to measure.</summary>
internal sealed class SymbolCounter : BlockSink
{
    private readonly long[][] _dc = [new long[256], new long[256]];
    private readonly long[][] _ac = [new long[256], new long[256]];

    /// <summary>The best table for what was counted.</summary>
    public HuffmanSpecification BestTable(int table, bool isDc) => OptimalHuffman.Build((isDc ? _dc : _ac)[table]);

    /// <inheritdoc/>
    protected override void PutSymbol(int table, bool isDc, int symbol, int extra, int count) => (isDc ? _dc : _ac)[table][symbol]++;
}
