using System.Numerics;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Takes quantised blocks in coding order and turns them into Huffman symbols with their extra bits (T.81, F.1.2).</summary>
internal abstract class BlockSink
{
    private readonly int[] _predictors = new int[3];

    /// <summary>Codes a block.</summary>
    /// <param name="component">0 luma, 1 and 2 chroma.</param>
    /// <param name="coefficients">64 quantised coefficients in zigzag order.</param>
    public void Put(int component, ReadOnlySpan<int> coefficients)
    {
        var table = component == 0 ? 0 : 1;
        var difference = coefficients[0] - _predictors[component];
        _predictors[component] = coefficients[0];
        var size = SizeOf(difference);
        PutSymbol(table, isDc: true, size, ExtraBits(difference, size), size);

        var run = 0;
        for (var k = 1; k < 64; k++)
        {
            if (coefficients[k] == 0)
            {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) PutSymbol(table, isDc: false, 0xF0, 0, 0);
            size = SizeOf(coefficients[k]);
            PutSymbol(table, isDc: false, (run << 4) | size, ExtraBits(coefficients[k], size), size);
            run = 0;
        }
        if (run > 0) PutSymbol(table, isDc: false, 0, 0, 0);
    }

    /// <summary>Takes one symbol.</summary>
    /// <param name="table">0 luma, 1 chroma.</param>
    /// <param name="isDc">Of the table for DC, else AC.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="extra">Bits that follow its code.</param>
    /// <param name="count">How many.</param>
    protected abstract void PutSymbol(int table, bool isDc, int symbol, int extra, int count);

    private static int SizeOf(int value) => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));

    private static int ExtraBits(int value, int size) => (value < 0 ? value - 1 : value) & ((1 << size) - 1);
}
