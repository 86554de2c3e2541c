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

    /// <summary>Weights that a pair of 512-bit vectors may have before they are cut: they stay in the second cache.</summary>
    private const nint WideWeightBytes = 700 << 10;

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
        // Grouped outputs read different inputs: nothing is gained by keeping them.
        var together = pass.Window.IsDense && blocks * blockBytes > InputBytes ? Math.Max(8, InputBytes / blockBytes) : blocks;
        for (nint first = 0; first < blocks; first += together)
            RunBlocks(pass, region, first, Math.Min(first + together, blocks));
    }

    /// <summary>Adds the input blocks [first, end) of every output vector's window.</summary>
    private static void RunBlocks(in ConvPass pass, in ConvRegion region, nint first, nint end)
    {
        for (var block = region.FirstBlock; block < region.EndBlock; block++)
        {
            if (S.Width < Lanes)
            {
                for (var lane = 0; lane < Lanes; lane += 2 * S.Width)
                    RunVectors(pass, region, block, lane, true, first, end);
                continue;
            }
            var pair = block + 1 < region.EndBlock && pass.Window.First(block) == pass.Window.First(block + 1);
            RunVectors(pass, region, block, 0, pair, first, end);
            if (pair) block++;
        }
    }

    /// <summary>Adds input blocks to one or two output vectors, from a lane of an output block on.</summary>
    private static void RunVectors(in ConvPass pass, in ConvRegion region, int block, int lane, bool pair, nint firstBlock, nint endBlock)
    {
        nint blocks = pass.Window.Blocks, blockWeights = pass.BlockWeights, outputWeights = blocks * blockWeights;
        var whole = S.Width == Lanes;
        var step = BlocksAtATime(pass);
        var row = new ConvRow
        {
            WeightSecond = whole ? outputWeights : S.Width,
            TapWeights = (nint)pass.TapChannels * Lanes,
            Bias = pass.Bias == null ? null : pass.Bias + (nint)block * Lanes + lane,
            KernelHeight = pass.KernelHeight,
            KernelWidth = pass.KernelWidth,
            InputBlock = pass.InputBlock,
            TapRow = pass.TapRow,
            TapColumn = pass.TapColumn,
            InputStep = pass.InputStep,
            OutputStep = pass.OutputStep,
            OutputSecond = whole ? pass.OutputBlock : S.Width,
            ResidualSecond = whole ? pass.ResidualBlock : S.Width,
        };
        var width = region.EndColumn - region.FirstColumn;
        var input = pass.Input + region.Image * pass.InputImage + pass.Window.First(block) * pass.InputBlock
            + region.FirstColumn * pass.InputStep;
        var output = pass.Output + region.Image * pass.OutputImage + block * pass.OutputBlock + lane + region.FirstColumn * pass.OutputStep;
        var residuals = pass.Residual == null
            ? null
            : pass.Residual + region.Image * pass.ResidualImage + block * pass.ResidualBlock + lane + region.FirstColumn * pass.OutputStep;
        var weights = pass.Weights + block * outputWeights + lane;
        for (var first = firstBlock; first < endBlock; first += step)
        {
            row.Blocks = Math.Min(step, endBlock - first);
            row.Weights = weights + first * blockWeights;
            row.Reload = first > 0;
            var last = first + row.Blocks == blocks;
            row.Activation = last ? pass.Activation : ConvActivation.None;
            for (nint y = region.FirstRow; y < region.EndRow; y++)
            {
                var x = input + first * pass.InputBlock + y * pass.InputRow;
                var residual = last && residuals != null ? residuals + y * pass.ResidualRow : null;
                if (pair)
                    ConvTiles<S, TV, TD>.RowOfTwo(row, x, output + y * pass.OutputRow, residual, width);
                else
                    ConvTiles<S, TV, TD>.RowOfOne(row, x, output + y * pass.OutputRow, residual, width);
            }
        }
    }

    /// <summary>Input blocks in a chunk. No tap at all (a phase of an input gradient) counts as one chunk.</summary>
    private static nint BlocksAtATime(in ConvPass pass)
    {
        nint blocks = pass.Window.Blocks;
        var bytes = pass.BlockWeights * sizeof(float);
        if (bytes == 0) return blocks;
        if (S.Width == Lanes)
            return 2 * blocks * bytes <= WideWeightBytes ? blocks : Math.Max(1, Math.Min(8, WideWeightBytes / (2 * bytes)));
        // Widely spaced pixels bring more input lines into the first cache.
        var budget = pass.InputStep > Lanes ? NarrowWeightBytes / 2 : NarrowWeightBytes;
        return Math.Clamp(budget / (bytes * 2 * S.Width / Lanes), 1, 8);
    }
}
