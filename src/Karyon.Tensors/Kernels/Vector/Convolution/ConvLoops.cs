namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// The loops around the register tiles: output vectors outermost, then chunks of input blocks whose weights stay in a cache, then rows.
/// A sum that is continued in the next chunk of input blocks is stored and reloaded unchanged, so the cut is not seen in the result.
/// </summary>
/// <typeparam name="S">The instructions.</typeparam>
/// <typeparam name="TV">Vector of float.</typeparam>
/// <typeparam name="TD">Vector of double.</typeparam>
internal static unsafe class ConvLoops<S, TV, TD>
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>Weights that 512-bit vectors computed together may have before they are cut: they stay in the second cache.</summary>
    private const nint WideWeightBytes = 500 << 10;

    /// <summary>The same for single pixels: more of them are cut, so that weights stay in the first cache while a row's pixels pass by.</summary>
    private const nint PointwiseWeightBytes = 96 << 10;

    /// <summary>Input blocks of a cut: their weights for four vectors and a tile's input fit into the first cache.</summary>
    private const nint CutBlocks = 8;

    /// <summary>Input blocks of a pointwise convolution from which on asking for what comes next is worth the asking.</summary>
    private const nint LeastBlocksAhead = 4;

    /// <summary>Weights of a pair of narrower vectors: they stay in the first cache.</summary>
    private const nint NarrowWeightBytes = 18 << 10;

    /// <summary>Input that a region may read before its input blocks are cut too: it stays in the second cache for all output vectors.</summary>
    private const nint InputBytes = 640 << 10;

    /// <summary>Computes a part of the output.</summary>
    public static void Run(in ConvPass pass, in ConvRegion region)
    {
        nint rows = region.EndRow - region.FirstRow, columns = region.EndColumn - region.FirstColumn, blocks = pass.Window.Blocks;
        if (rows <= 0 || columns <= 0) return;
        var blockBytes = Math.Max(1, rows * columns * pass.InputStep * (pass.InputRow / Math.Max(1, pass.TapRow)) * sizeof(float));
        // Grouped outputs read different inputs: nothing is gained by keeping them. A single row is read in order, from the third cache just as well.
        var together = pass.Window.IsDense && !IsRow(pass, region) && blocks * blockBytes > InputBytes ? Math.Max(8, InputBytes / blockBytes) : blocks;
        for (nint first = 0; first < blocks; first += together)
            RunBlocks(pass, region, first, Math.Min(first + together, blocks));
    }

    /// <summary>Whether the region is a single row of a pointwise convolution: tokens of a linear layer.</summary>
    private static bool IsRow(in ConvPass pass, in ConvRegion region) => pass.IsPointwise && region.EndRow - region.FirstRow == 1;

    /// <summary>Adds the input blocks [first, end) of every output vector's window.</summary>
    private static void RunBlocks(in ConvPass pass, in ConvRegion region, nint first, nint end)
    {
        if (S.Width < Lanes)
        {
            for (var block = region.FirstBlock; block < region.EndBlock; block++)
                for (var lane = 0; lane < Lanes; lane += 2 * S.Width)
                    RunVectors(pass, region, block, lane, 2, first, end);
            return;
        }
        for (int block = region.FirstBlock, vectors; block < region.EndBlock; block += vectors)
        {
            vectors = ConvTiles<S, TV, TD>.NextVectors(region.EndBlock - block);
            while (vectors > 1 && pass.Window.First(block) != pass.Window.First(block + vectors - 1)) vectors--;
            RunVectors(pass, region, block, 0, vectors, first, end);
        }
    }

    /// <summary>Adds input blocks to some output vectors, from a lane of an output block on.</summary>
    private static void RunVectors(in ConvPass pass, in ConvRegion region, int block, int lane, int vectors, nint firstBlock, nint endBlock)
    {
        nint blocks = pass.Window.Blocks, blockWeights = pass.BlockWeights, outputWeights = blocks * blockWeights;
        var whole = S.Width == Lanes;
        var step = BlocksAtATime(pass, vectors);
        var row = new ConvRow
        {
            WeightVector = whole ? outputWeights : S.Width,
            TapWeights = (nint)pass.TapChannels * Lanes,
            Bias = pass.Bias == null ? null : pass.Bias + (nint)block * Lanes + lane,
            KernelHeight = pass.KernelHeight,
            KernelWidth = pass.KernelWidth,
            InputBlock = pass.InputBlock,
            TapRow = pass.TapRow,
            TapColumn = pass.TapColumn,
            InputStep = pass.InputStep,
            OutputStep = pass.OutputStep,
            OutputVector = whole ? pass.OutputBlock : S.Width,
            ResidualVector = whole ? pass.ResidualBlock : S.Width,
        };
        var width = region.EndColumn - region.FirstColumn;
        var input = pass.Input + region.Image * pass.InputImage + pass.Window.First(block) * pass.InputBlock
            + region.FirstColumn * pass.InputStep;
        var output = pass.Output + region.Image * pass.OutputImage + block * pass.OutputBlock + lane + region.FirstColumn * pass.OutputStep;
        var residuals = pass.Residual == null
            ? null
            : pass.Residual + region.Image * pass.ResidualImage + block * pass.ResidualBlock + lane + region.FirstColumn * pass.OutputStep;
        var weights = pass.Weights + block * outputWeights + lane;
        var follows = whole ? vectors : 1;
        // One or two vectors alone are bound by loads: asking would take their place.
        var looksAhead = pass.IsPointwise && blocks >= LeastBlocksAhead && (!whole || vectors > 2);
        for (var first = firstBlock; first < endBlock; first += step)
        {
            row.Blocks = Math.Min(step, endBlock - first);
            row.Weights = weights + first * blockWeights;
            row.Reload = first > 0;
            var last = first + row.Blocks == blocks;
            row.Activation = last ? pass.Activation : ConvActivation.None;
            if (looksAhead) row.Ahead = !last ? row.Weights + step * blockWeights : block + follows < region.EndBlock ? weights + follows * outputWeights : row.Weights;
            var together = ConvTiles<S, TV, TD>.RowsTogether(vectors, row, pass.InputRow, width);
            for (nint y = region.FirstRow; y < region.EndRow; y++)
            {
                var x = input + first * pass.InputBlock + y * pass.InputRow;
                row.Asked = (y - region.FirstRow) * ConvTiles<S, TV, TD>.AskedInRow(vectors, width);
                var residual = last && residuals != null ? residuals + y * pass.ResidualRow : null;
                if (together > 1 && y + together <= region.EndRow)
                {
                    ConvTiles<S, TV, TD>.Rows(vectors, row, new ConvRowSteps(pass.OutputRow, pass.ResidualRow), x, output + y * pass.OutputRow, residual, width);
                    y += together - 1;
                    continue;
                }
                ConvTiles<S, TV, TD>.Row(vectors, row, x, output + y * pass.OutputRow, residual, width);
            }
        }
    }

    /// <summary>Input blocks in a chunk. No tap at all (a phase of an input gradient) counts as one chunk.</summary>
    private static nint BlocksAtATime(in ConvPass pass, int vectors)
    {
        nint blocks = pass.Window.Blocks;
        var bytes = pass.BlockWeights * sizeof(float);
        if (bytes == 0) return blocks;
        if (S.Width == Lanes)
        {
            if (vectors * blocks * bytes <= (pass.IsPointwise ? PointwiseWeightBytes : WideWeightBytes)) return blocks;
            var cuts = (blocks + CutBlocks - 1) / CutBlocks;
            return Math.Max(1, Math.Min((blocks + cuts - 1) / cuts, WideWeightBytes / (vectors * bytes)));
        }
        // Widely spaced pixels bring more input lines into the first cache.
        var budget = pass.InputStep > Lanes ? NarrowWeightBytes / 2 : NarrowWeightBytes;
        return Math.Clamp(budget / (bytes * 2 * S.Width / Lanes), 1, 8);
    }
}
