using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels.Scalar.Optimization;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Elementary;

namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <summary>What attention and its gradient have in common: products of a strip, turned tokens, exponentials of scores.</summary>
/// <typeparam name="S">The instructions.</typeparam>
/// <typeparam name="TV">Vector of float.</typeparam>
/// <typeparam name="TD">Vector of double.</typeparam>
internal static unsafe class AttentionParts<S, TV, TD>
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>
    /// Rows of a matrix times another one: a 1x1 convolution whose pixels are the rows. Sums run over blocks and the channels of a block,
    /// from zero, or from what is there.
    /// </summary>
    public static void Product(float* x, nint inputBlock, nint inputStep, int blocks, int channels, float* weights, nint vectorWeights, int vectorsInAll, float* y, nint outputStep, nint outputVector, int rows, bool reload = false)
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
            Reload = reload,
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

    /// <summary>A head's tokens as [block of 16 tokens][channel][token]; those that fill the last block are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(in BlockedImage tokens, int image, int firstBlock, int blocks, float* to)
    {
        nint turnedBlock = (nint)blocks * Lanes * Lanes;
        for (var block = 0; block < blocks; block++)
        {
            var at = 0;
            for (var y = 0; y < tokens.Height; y++)
            {
                var from = tokens.Row(image, firstBlock + block, y);
                for (var x = 0; x < tokens.Width;)
                {
                    // As many tokens as are left in the row and in the block of 16.
                    var lane = at % Lanes;
                    var count = Math.Min(tokens.Width - x, Lanes - lane);
                    var target = to + at / Lanes * turnedBlock + (nint)block * Lanes * Lanes;
                    if (count == Lanes)
                    {
                        TurnBlock(from + (nint)x * Lanes, target);
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
                for (var c = 0; c < Lanes; c++) to[at / Lanes * turnedBlock + (nint)block * Lanes * Lanes + c * Lanes + at % Lanes] = 0;
        }
    }

    private static void TurnBlock(float* pixels, float* to)
    {
        for (nint pixel = 0; pixel < Lanes; pixel += S.Width)
            for (nint c = 0; c < Lanes; c += 4) S.TransposeFour(pixels + pixel * Lanes + c, Lanes, to + c * Lanes + pixel, Lanes);
    }

    /// <summary>A head's tokens as [block][token][16 channels]: where they are, if nothing lies between the tokens, else a copy.</summary>
    public static float* Plain(in BlockedImage tokens, int image, int firstBlock, int blocks, float* copy, out nint blockStep)
    {
        if (tokens.Height == 1)
        {
            blockStep = tokens.BlockStride;
            return tokens.Row(image, firstBlock, 0);
        }
        blockStep = (nint)tokens.Height * tokens.Width * Lanes;
        for (var block = 0; block < blocks; block++)
            for (var y = 0; y < tokens.Height; y++)
                NativeMemory.Copy(tokens.Row(image, firstBlock + block, y), copy + block * blockStep + (nint)y * tokens.Width * Lanes, (nuint)(tokens.Width * Lanes * sizeof(float)));
        return copy;
    }

    /// <summary>A query's scores become exp(score * scale - greatest); returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* scores, int keys, int keyBlocks, float scale)
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
}
