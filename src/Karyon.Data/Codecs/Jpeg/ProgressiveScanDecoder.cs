using System.Runtime.CompilerServices;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Decodes one scan of a progressive image into its coefficients (T.81, annex G): spectral selection and successive approximation.</summary>
internal sealed class ProgressiveScanDecoder(string name, Frame frame, Scan scan, CoefficientPlane[] planes) : ScanDecoder(name, frame, scan)
{
    /// <summary>Blocks still to come that hold nothing new in this scan's band.</summary>
    private int _emptyBlocks;

    /// <summary>Refuses a scan that does not continue where those before it ended; this also bounds how many scans a file can have.</summary>
    public void CheckProgression(string file, long offset)
    {
        foreach (var part in Scan.Components)
        {
            var known = planes[part.Index].KnownTo;
            if (Scan.First > 0 && known[0] < 0) JpegFault.Corrupt(file, "a progressive scan of AC precedes that of DC", offset);
            for (var k = Scan.First; k <= Scan.Last; k++)
            {
                if (known[k] != (Scan.High == 0 ? -1 : Scan.High))
                    JpegFault.Corrupt(file, $"a progressive scan refines coefficient {k} from bit {Scan.High}, which is known to bit {known[k]}", offset);
                known[k] = Scan.Low;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Reset() => _emptyBlocks = 0;

    /// <inheritdoc/>
    protected override void DecodeBlock(ref BitCursor cursor, ReadOnlySpan<byte> data, int part, int blockRow, int blockColumn)
    {
        var component = Scan.Components[part];
        var block = planes[component.Index].Block(blockRow, blockColumn);
        if (Scan.First > 0)
        {
            if (Scan.High == 0) FirstAc(ref cursor, data, component.Ac!, block);
            else RefineAc(ref cursor, data, component.Ac!, block);
            return;
        }
        cursor.Refill(data);
        if (Scan.High != 0)
        {
            block[0] |= (short)(cursor.Take(1) << Scan.Low);
            return;
        }
        var size = cursor.TakeSymbol(component.Dc!);
        if (size < 0) Corrupt("a Huffman code that the table lacks", cursor.Consumed);
        if (size > 0) Predictors[part] += HuffmanTable.Extend(cursor.Take(size), size);
        block[0] = (short)(Predictors[part] << Scan.Low);
    }

    private void FirstAc(ref BitCursor cursor, ReadOnlySpan<byte> data, HuffmanTable table, Span<short> block)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }
        var order = ZigZag.NaturalOrder;
        var at = cursor;
        for (var k = Scan.First; k <= Scan.Last; k++)
        {
            at.Refill(data);
            var symbol = at.TakeSymbol(table);
            if (symbol < 0) Corrupt("a Huffman code that the table lacks", at.Consumed);
            int run = symbol >> 4, size = symbol & 15;
            if (size == 0 && run < 15)
            {
                _emptyBlocks = (1 << run) + at.Take(run) - 1;
                break;
            }
            k += run;
            if (size == 0) continue;
            if (k > Scan.Last) Corrupt("a run of zeros that leaves its band", at.Consumed);
            block[order[k]] = (short)(HuffmanTable.Extend(at.Take(size), size) << Scan.Low);
        }
        cursor = at;
    }

    private void RefineAc(ref BitCursor cursor, ReadOnlySpan<byte> data, HuffmanTable table, Span<short> block)
    {
        var order = ZigZag.NaturalOrder;
        var at = cursor;
        var k = Scan.First;
        var step = (short)(1 << Scan.Low);
        if (_emptyBlocks == 0)
        {
            for (; k <= Scan.Last; k++)
            {
                at.Refill(data);
                var symbol = at.TakeSymbol(table);
                if (symbol < 0) Corrupt("a Huffman code that the table lacks", at.Consumed);
                int run = symbol >> 4, size = symbol & 15;
                if (size > 1) Corrupt("a refinement of more than one bit", at.Consumed);
                short fresh = 0;
                if (size == 1) fresh = at.Take(1) == 1 ? step : (short)-step;
                else if (run < 15)
                {
                    _emptyBlocks = (1 << run) + at.Take(run);
                    break;
                }
                k = RefineRun(ref at, data, block, k, Scan.Last, run, step);
                if (fresh == 0) continue;
                if (k > Scan.Last) Corrupt("a run of zeros that leaves its band", at.Consumed);
                block[order[k]] = fresh;
            }
        }
        if (_emptyBlocks > 0)
        {
            RefineRun(ref at, data, block, k, Scan.Last, int.MaxValue, step);
            _emptyBlocks--;
        }
        cursor = at;
    }

    /// <summary>Takes a correction bit for each coefficient that is not zero, until a number of zeros was passed.</summary>
    /// <returns>The position of the zero after them, or one behind the band.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RefineRun(ref BitCursor at, ReadOnlySpan<byte> data, Span<short> block, int k, int last, int zeros, short step)
    {
        var order = ZigZag.NaturalOrder;
        for (; k <= last; k++)
        {
            ref var coefficient = ref block[order[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0) break;
                continue;
            }
            at.Refill(data);
            // A bit that is set already was corrected by a repeated scan; libjpeg leaves it too.
            if (at.Take(1) == 1 && (coefficient & step) == 0)
                coefficient += coefficient >= 0 ? step : (short)-step;
        }
        return k;
    }
}
