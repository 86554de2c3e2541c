using System.Runtime.CompilerServices;

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

        AttentionParts<S, TV, TD>.Turn(flat.Key, image, firstBlock, blocks, keys);
        values = AttentionParts<S, TV, TD>.Plain(flat.Value, image, firstBlock, blocks, values, out var valueBlock);
        var q = flat.Query.Row(image, firstBlock, row) + (nint)first * Lanes;
        AttentionParts<S, TV, TD>.Product(q, flat.Query.BlockStride, Lanes, blocks, Lanes, keys, (nint)blocks * Lanes * Lanes, cut.KeyBlocks, scores, cut.ScoreRow, Lanes, rows);
        var sums = stackalloc float[rows];
        var scale = (float)(1 / Math.Sqrt(blocks * Lanes));
        for (var r = 0; r < rows; r++) sums[r] = AttentionParts<S, TV, TD>.Exponentials(scores + r * cut.ScoreRow, flat.Keys, cut.KeyBlocks, scale);
        var to = flat.Output.Row(image, firstBlock, row) + (nint)first * Lanes;
        AttentionParts<S, TV, TD>.Product(scores, 0, cut.ScoreRow, 1, flat.Keys, values, valueBlock, blocks, to, Lanes, flat.Output.BlockStride, rows);
        for (var block = 0; block < blocks; block++) Divide(to + block * flat.Output.BlockStride, sums, rows);
        if (first > 0) return;
        for (var block = firstBlock; block < firstBlock + blocks; block++) flat.Output.ZeroHalo(image, block, row, row + 1);
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
