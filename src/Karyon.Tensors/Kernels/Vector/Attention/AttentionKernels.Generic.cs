using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels.Scalar.Optimization;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Elementary;

namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <inheritdoc/>
internal sealed unsafe class AttentionKernels<S, TV, TD> : AttentionKernels
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    public override void Run(in AttentionArguments a, int chunk, float* scratch)
    {
        var flat = a.Flattened();
        var cut = new AttentionCut(flat);
        var (image, head, row, first, end) = cut.Strip(chunk);
        var blocks = flat.HeadBlocks;
        var firstBlock = head * blocks;
        float* keys = scratch, values = keys + cut.ValueFloats, scores = values + cut.ValueFloats;
        var rows = end - first;

        TurnKeys(flat.Key, image, firstBlock, blocks, keys);
        values = Values(flat.Value, image, firstBlock, blocks, values, out var valueBlock);
        var q = flat.Query.Row(image, firstBlock, row) + (nint)first * Lanes;
        Product(q, flat.Query.BlockStride, Lanes, blocks, Lanes, keys, (nint)blocks * Lanes * Lanes, cut.KeyBlocks, scores, cut.ScoreRow, Lanes, rows);
        var sums = stackalloc float[rows];
        var scale = (float)(1 / Math.Sqrt(blocks * Lanes));
        for (var r = 0; r < rows; r++) sums[r] = Exponentials(scores + r * cut.ScoreRow, flat.Keys, cut.KeyBlocks, scale);
        var to = flat.Output.Row(image, firstBlock, row) + (nint)first * Lanes;
        Product(scores, 0, cut.ScoreRow, 1, flat.Keys, values, valueBlock, blocks, to, Lanes, flat.Output.BlockStride, rows);
        for (var block = 0; block < blocks; block++) Divide(to + block * flat.Output.BlockStride, sums, rows);
        if (first > 0) return;
        for (var block = firstBlock; block < firstBlock + blocks; block++) flat.Output.ZeroHalo(image, block, row, row + 1);
    }

    /// <summary>
    /// Rows of a matrix times another one: a 1x1 convolution whose pixels are the rows. Sums run over blocks and the channels of a block,
    /// from zero.
    /// </summary>
    private static void Product(float* x, nint inputBlock, nint inputStep, int blocks, int channels, float* weights, nint vectorWeights, int vectorsInAll, float* y, nint outputStep, nint outputVector, int rows)
    {
        var whole = S.Width == Lanes;
        var row = new ConvRow
        {
            WeightVector = whole ? vectorWeights : S.Width,
            TapWeights = (nint)channels * Lanes,
            Blocks = blocks,
            KernelHeight = 1,
            KernelWidth = 1,
            InputBlock = inputBlock,
            InputStep = inputStep,
            OutputStep = outputStep,
            OutputVector = whole ? outputVector : S.Width,
        };
        for (int vector = 0, vectors; vector < vectorsInAll; vector += vectors)
        {
            row.Weights = weights + vector * vectorWeights;
            var to = y + vector * outputVector;
            if (whole)
            {
                vectors = ConvTiles<S, TV, TD>.NextVectors(vectorsInAll - vector);
                ConvTiles<S, TV, TD>.Row(vectors, row, x, to, null, rows);
                continue;
            }
            vectors = 1;
            for (nint lane = 0; lane < Lanes; lane += 2 * S.Width, row.Weights += 2 * S.Width) ConvTiles<S, TV, TD>.Row(2, row, x, to + lane, null, rows);
        }
    }

    /// <summary>A head's keys as [block of 16 keys][channel][key]; the keys that fill the last block are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnKeys(in BlockedImage key, int image, int firstBlock, int blocks, float* to)
    {
        nint keyBlock = (nint)blocks * Lanes * Lanes;
        for (var block = 0; block < blocks; block++)
        {
            var at = 0;
            for (var y = 0; y < key.Height; y++)
            {
                var from = key.Row(image, firstBlock + block, y);
                for (var x = 0; x < key.Width;)
                {
                    // As many keys as are left in the row and in the block of 16.
                    var lane = at % Lanes;
                    var count = Math.Min(key.Width - x, Lanes - lane);
                    var target = to + at / Lanes * keyBlock + (nint)block * Lanes * Lanes;
                    if (count == Lanes)
                    {
                        Turn(from + (nint)x * Lanes, target);
                    }
                    else
                    {
                        for (var i = 0; i < count; i++)
                            for (var c = 0; c < Lanes; c++) target[c * Lanes + lane + i] = from[(nint)(x + i) * Lanes + c];
                    }
                    x += count;
                    at += count;
                }
            }
            for (; at % Lanes != 0; at++)
                for (var c = 0; c < Lanes; c++) to[at / Lanes * keyBlock + (nint)block * Lanes * Lanes + c * Lanes + at % Lanes] = 0;
        }
    }

    private static void Turn(float* pixels, float* to)
    {
        for (nint pixel = 0; pixel < Lanes; pixel += S.Width)
            for (nint c = 0; c < Lanes; c += 4) S.TransposeFour(pixels + pixel * Lanes + c, Lanes, to + c * Lanes + pixel, Lanes);
    }

    /// <summary>A head's values as [block][token][16 channels]: where they are, if nothing lies between the tokens, else a copy.</summary>
    private static float* Values(in BlockedImage value, int image, int firstBlock, int blocks, float* copy, out nint blockStep)
    {
        if (value.Height == 1)
        {
            blockStep = value.BlockStride;
            return value.Row(image, firstBlock, 0);
        }
        blockStep = (nint)value.Height * value.Width * Lanes;
        for (var block = 0; block < blocks; block++)
            for (var y = 0; y < value.Height; y++)
                NativeMemory.Copy(value.Row(image, firstBlock + block, y), copy + block * blockStep + (nint)y * value.Width * Lanes, (nuint)(value.Width * Lanes * sizeof(float)));
        return copy;
    }

    /// <summary>A query's scores become exp(score * scale - greatest); returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials(float* scores, int keys, int keyBlocks, float scale)
    {
        var factor = S.Create(scale);
        nint whole = keys / Lanes * Lanes;
        // Scores of keys that are none are zero; they take no part in the maximum.
        for (nint t = 0; t < (nint)keyBlocks * Lanes; t += S.Width) S.Store(scores + t, S.Mul(S.Load(scores + t), factor));
        var lanes = stackalloc float[Lanes];
        var greatest = scores[0];
        if (whole > 0)
        {
            for (nint lane = 0; lane < Lanes; lane += S.Width)
            {
                var best = S.Load(scores + lane);
                for (var t = lane + Lanes; t < whole; t += Lanes) best = S.Max(S.Load(scores + t), best);
                S.Store(lanes + lane, best);
            }
            for (var lane = 0; lane < Lanes; lane++) greatest = lanes[lane] > greatest ? lanes[lane] : greatest;
        }
        for (var t = whole; t < keys; t++) greatest = scores[t] > greatest ? scores[t] : greatest;

        var sums = stackalloc double[Lanes];
        var max = S.Create(greatest);
        for (nint lane = 0; lane < Lanes; lane += S.Width)
        {
            TD low = S.ZeroD, high = S.ZeroD;
            for (var t = lane; t < whole; t += Lanes)
            {
                var e = ElementaryFunctions<S, TV, TD>.Exp(S.Sub(S.Load(scores + t), max));
                S.Store(scores + t, e);
                low = S.AddD(low, S.WidenLow(e));
                high = S.AddD(high, S.WidenHigh(e));
            }
            S.StoreD(sums + lane, low);
            S.StoreD(sums + lane + S.Width / 2, high);
            if (whole == (nint)keyBlocks * Lanes) continue;
            S.Store(scores + whole + lane, ElementaryFunctions<S, TV, TD>.Exp(S.Sub(S.Load(scores + whole + lane), max)));
        }
        for (var t = whole; t < keys; t++) sums[t - whole] += scores[t];
        return (float)OptimizerTwin.Tree(new ReadOnlySpan<double>(sums, Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Divide(float* y, float* sums, int rows)
    {
        for (var r = 0; r < rows; r++, y += Lanes)
        {
            var sum = S.Create(sums[r]);
            for (nint lane = 0; lane < Lanes; lane += S.Width) S.Store(y + lane, S.Div(S.Load(y + lane), sum));
        }
    }
}
