using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Scalar.Optimization;

namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <inheritdoc/>
internal sealed unsafe class AttentionGradientKernels<S, TV, TD> : AttentionGradientKernels
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    public override void Run(in AttentionGradientArguments a, int chunk, float* scratch)
    {
        var flat = a.Flattened();
        var cut = new AttentionGradientCut(flat);
        var blocks = flat.HeadBlocks;
        nint turnedBlock = (nint)blocks * Lanes * Lanes;
        float* keys = scratch, values = keys + cut.TokenFloats, plainKeys = values + cut.TokenFloats;
        float* probabilities = plainKeys + cut.TokenFloats, slopes = probabilities + cut.ScoreFloats, turned = slopes + cut.ScoreFloats;
        var scale = (float)(1 / Math.Sqrt(blocks * Lanes));
        for (var strip = 0; strip < cut.Strips; strip++)
        {
            var (image, head, row, first, end) = cut.Strip(chunk, strip);
            var (firstBlock, rows) = (head * blocks, end - first);
            var query = flat.Query.Row(image, firstBlock, row) + (nint)first * Lanes;
            var gradient = flat.Gradient.Row(image, firstBlock, row) + (nint)first * Lanes;
            if (strip == 0) AttentionParts<S, TV, TD>.Turn(flat.Key, image, firstBlock, blocks, keys);
            AttentionParts<S, TV, TD>.Product(query, flat.Query.BlockStride, Lanes, blocks, Lanes, keys, turnedBlock, cut.KeyBlocks, probabilities, cut.ScoreRow, Lanes, rows);
            for (var r = 0; r < rows; r++) Probabilities(probabilities + r * cut.ScoreRow, flat.Keys, cut.KeyBlocks, scale);
            if (flat.Target == AttentionGradientTarget.Value)
            {
                AddOverQueries(flat.Output, image, firstBlock, blocks, probabilities, cut, turned, gradient, flat.Gradient.BlockStride, rows, strip > 0);
                continue;
            }
            if (strip == 0) AttentionParts<S, TV, TD>.Turn(flat.Value, image, firstBlock, blocks, values);
            AttentionParts<S, TV, TD>.Product(gradient, flat.Gradient.BlockStride, Lanes, blocks, Lanes, values, turnedBlock, cut.KeyBlocks, slopes, cut.ScoreRow, Lanes, rows);
            for (var r = 0; r < rows; r++) Slopes(probabilities + r * cut.ScoreRow, slopes + r * cut.ScoreRow, flat.Keys, cut.KeyBlocks);
            if (flat.Target == AttentionGradientTarget.Key)
            {
                AddOverQueries(flat.Output, image, firstBlock, blocks, slopes, cut, turned, query, flat.Query.BlockStride, rows, strip > 0);
                continue;
            }
            plainKeys = AttentionParts<S, TV, TD>.Plain(flat.Key, image, firstBlock, blocks, plainKeys, out var keyBlock);
            var to = flat.Output.Row(image, firstBlock, row) + (nint)first * Lanes;
            AttentionParts<S, TV, TD>.Product(slopes, 0, cut.ScoreRow, 1, flat.Keys, plainKeys, keyBlock, blocks, to, Lanes, flat.Output.BlockStride, rows);
            for (var block = 0; block < blocks; block++) Scale(to + block * flat.Output.BlockStride, rows, scale);
            if (first > 0) continue;
            for (var block = firstBlock; block < firstBlock + blocks; block++) flat.Output.ZeroHalo(image, block, row, row + 1);
        }
        if (flat.Target != AttentionGradientTarget.Query) Finish(flat, cut, chunk, scale);
    }

    /// <summary>Sums over the queries of a strip, a row of the output for each key, taken up from those of the strips before.</summary>
    private static void AddOverQueries(in BlockedImage output, int image, int firstBlock, int blocks, float* scores, in AttentionGradientCut cut, float* turned, float* tokens, nint tokenBlock, int rows, bool reload)
    {
        for (nint key = 0; key < cut.ScoreRow; key += 4)
            for (nint r = 0; r < rows; r += S.Width)
                S.TransposeFour(scores + r * cut.ScoreRow + key, cut.ScoreRow, turned + key * AttentionCut.StripRows + r, AttentionCut.StripRows);
        for (var y = 0; y < output.Height; y++, turned += output.Width * AttentionCut.StripRows)
            AttentionParts<S, TV, TD>.Product(turned, 0, AttentionCut.StripRows, 1, rows, tokens, tokenBlock, blocks, output.Row(image, firstBlock, y), Lanes, output.BlockStride, output.Width, reload);
    }

    /// <summary>Scales the keys' gradients, whose sums are complete, and clears the halo.</summary>
    private static void Finish(in AttentionGradientArguments a, in AttentionGradientCut cut, int chunk, float scale)
    {
        var (image, head, _, _, _) = cut.Strip(chunk, 0);
        for (var block = head * a.HeadBlocks; block < (head + 1) * a.HeadBlocks; block++)
        {
            for (var y = 0; y < a.Output.Height && a.Target == AttentionGradientTarget.Key; y++) Scale(a.Output.Row(image, block, y), a.Output.Width, scale);
            a.Output.ZeroHalo(image, block, 0, a.Output.Height);
        }
    }

    /// <summary>A query's products with the keys become its probabilities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Probabilities(float* scores, int keys, int keyBlocks, float scale)
    {
        var sum = S.Create(AttentionParts<S, TV, TD>.Exponentials(scores, keys, keyBlocks, scale));
        for (nint t = 0; t < (nint)keyBlocks * Lanes; t += S.Width) S.Store(scores + t, S.Div(S.Load(scores + t), sum));
    }

    /// <summary>The gradient's products with the values become p (product - sum of p times products).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Slopes(float* probabilities, float* products, int keys, int keyBlocks)
    {
        nint whole = keys / Lanes * Lanes;
        var sums = stackalloc double[Lanes];
        for (nint lane = 0; lane < Lanes; lane += S.Width)
        {
            TD low = S.ZeroD, high = S.ZeroD;
            for (var t = lane; t < whole; t += Lanes)
            {
                TV p = S.Load(probabilities + t), product = S.Load(products + t);
                low = S.FmaD(S.WidenLow(p), S.WidenLow(product), low);
                high = S.FmaD(S.WidenHigh(p), S.WidenHigh(product), high);
            }
            S.StoreD(sums + lane, low);
            S.StoreD(sums + lane + S.Width / 2, high);
        }
        for (var t = whole; t < keys; t++) sums[t - whole] = Math.FusedMultiplyAdd(probabilities[t], products[t], sums[t - whole]);
        var dot = S.Create((float)OptimizerTwin.Tree(new ReadOnlySpan<double>(sums, Lanes)));
        for (nint t = 0; t < (nint)keyBlocks * Lanes; t += S.Width) S.Store(products + t, S.Mul(S.Load(probabilities + t), S.Sub(S.Load(products + t), dot)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(float* y, int rows, float scale)
    {
        var factor = S.Create(scale);
        for (nint i = 0; i < (nint)rows * Lanes; i += S.Width) S.Store(y + i, S.Mul(S.Load(y + i), factor));
    }
}
