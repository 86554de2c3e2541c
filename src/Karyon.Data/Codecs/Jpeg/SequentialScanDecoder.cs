using System.Runtime.CompilerServices;
using Karyon.Data.Codecs.Jpeg.Kernels;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Decodes the blocks of a sequential scan (T.81, F.2) straight to samples.</summary>
internal sealed class SequentialScanDecoder(string name, Frame frame, Scan scan, SamplePlane[] planes) : ScanDecoder(name, frame, scan)
{
    private const int LookShift = 64 - HuffmanTable.LookBits;

    private readonly short[] _block = new short[64];

    /// <inheritdoc/>
    protected override void DecodeBlock(ref BitCursor cursor, ReadOnlySpan<byte> data, int part, int blockRow, int blockColumn)
    {
        var component = Scan.Components[part];
        var block = _block.AsSpan();
        block.Clear();
        var last = ReadCoefficients(ref cursor, data, component, ref Predictors[part], block);
        if (last < 0) Corrupt("a Huffman code that the table lacks", cursor.Consumed);
        var plane = planes[component.Index];
        var output = plane.Block(blockRow, blockColumn);
        if (last == 0) InverseDct.TransformDc(block[0], output, plane.Stride);
        else InverseDct.Transform(block, output, plane.Stride);
    }

    /// <summary>Reads one block's coefficients, times their quantisation steps, in row-major order (16 bits, as libjpeg-turbo's vector code keeps them).</summary>
    /// <returns>Zigzag position of the last coefficient read, or -1 where the data are no code.</returns>
    private static int ReadCoefficients(ref BitCursor cursor, ReadOnlySpan<byte> data, ScanComponent part, ref int predictor, Span<short> block)
    {
        var at = cursor;
        var steps = part.Component.Steps.AsSpan(0, 64);
        var order = ZigZag.NaturalOrder;

        at.Refill(data);
        var entry = part.Dc!.Values[(int)(at.Bits >> LookShift)];
        if ((entry & 0xFF) != 0)
        {
            at.Skip(entry & 0xFF);
            predictor += entry >> 16;
        }
        else
        {
            var size = TakeSlow(ref at, entry, part.Dc);
            if (size < 0) return -1;
            if (size > 0) predictor += HuffmanTable.Extend(at.Take(size), size);
        }
        block[0] = (short)(predictor * steps[0]);

        var values = part.Ac!.Values;
        var last = 0;
        for (var k = 1; k < 64; k++)
        {
            at.Refill(data);
            entry = values[(int)(at.Bits >> LookShift)];
            if ((entry & 0xFF) != 0)
            {
                at.Skip(entry & 0xFF);
                k += (entry >> 8) & 0xFF;
                if (k > 63) return -1;
                block[order[k]] = (short)((entry >> 16) * steps[k]);
                last = k;
                continue;
            }
            var symbol = TakeSlow(ref at, entry, part.Ac);
            if (symbol < 0) return -1;
            int run = symbol >> 4, bits = symbol & 15;
            k += run;
            if (bits == 0)
            {
                if (run < 15) break;
                continue;
            }
            if (k > 63) return -1;
            block[order[k]] = (short)(HuffmanTable.Extend(at.Take(bits), bits) * steps[k]);
            last = k;
        }
        cursor = at;
        return last;
    }

    /// <summary>Takes the code of a lookup entry that holds no value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeSlow(ref BitCursor cursor, int entry, HuffmanTable table)
    {
        int symbol = (entry >> 8) & 0xFF, length = entry >> 16;
        if (entry == 0) symbol = table.DecodeLong(cursor.Bits, out length);
        cursor.Skip(length);
        return symbol;
    }
}
