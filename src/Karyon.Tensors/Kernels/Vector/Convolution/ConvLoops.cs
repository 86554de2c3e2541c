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

    /// <summary>Computes a part of the output.</summary>
    public static void Run(in ConvPass pass, in ConvRegion region)
    {
        if (region.EndRow <= region.FirstRow || region.EndColumn <= region.FirstColumn) return;
        if (S.Width == Lanes)
        {
            for (var block = region.FirstBlock; block < region.EndBlock; block++)
            {
                var pair = block + 1 < region.EndBlock && pass.Window.First(block) == pass.Window.First(block + 1);
                RunVectors(pass, region, block, 0, pair);
                if (pair) block++;
            }
        }
        else
        {
            for (var block = region.FirstBlock; block < region.EndBlock; block++)
                for (var lane = 0; lane < Lanes; lane += 2 * S.Width)
                    RunVectors(pass, region, block, lane, true);
        }
    }

    /// <summary>One or two output vectors, from a lane of an output block on.</summary>
    private static void RunVectors(in ConvPass pass, in ConvRegion region, int block, int lane, bool pair)
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
        var weights = pass.Weights + block * outputWeights + lane;
        for (nint first = 0; first < blocks; first += step)
        {
            row.Blocks = Math.Min(step, blocks - first);
            row.Weights = weights + first * blockWeights;
            row.Reload = first > 0;
            var last = first + row.Blocks == blocks;
            row.Activation = last ? pass.Activation : ConvActivation.None;
            for (nint y = region.FirstRow; y < region.EndRow; y++)
            {
                var x = input + first * pass.InputBlock + y * pass.InputRow;
                var residual = last && pass.Residual != null
                    ? pass.Residual + region.Image * pass.ResidualImage + block * pass.ResidualBlock + lane + y * pass.ResidualRow + region.FirstColumn * pass.OutputStep
                    : null;
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
