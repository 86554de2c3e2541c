using Karyon.Tensors.Kernels;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Layer normalisation of blocked images of one channel segment. Concatenations run as their twins: no network of ours normalises one.</summary>
internal static class LayerNormLowering
{
    public static bool TryForward(PlanBuilder builder, Value node, LayerNorm norm)
    {
        if (Image(builder, node.Inputs[0]) is not { } image) return false;
        PlanBuffer weight = builder.ChannelLanes(node.Inputs[1]), bias = builder.ChannelLanes(node.Inputs[2]);
        var moments = builder.AddPixelMoments(node.Inputs[0], norm.Epsilon);
        builder.AddStep(new LayerNormStep(builder.Kernels.LayerNormalization, norm.Epsilon, image, moments, weight, bias, builder.Result(node, BufferLayout.Blocked)));
        return true;
    }

    public static bool TrySums(PlanBuilder builder, Value node, LayerNormSums sums)
    {
        if (Image(builder, node.Inputs[0]) is not { } image || Image(builder, node.Inputs[1]) is not { } gradient) return false;
        var moments = Moments(builder, node.Inputs[0], image, sums.Epsilon);
        var partials = builder.Packed(4L * new RowChunks(image.Shape[0], image.Segments.Blocks, image.Shape[2], image.Shape[3]).Strips * BlockedImage.Lanes);
        builder.AddStep(new LayerNormPartialsStep(builder.Kernels.LayerNormalization, image, gradient, moments, partials));
        builder.AddStep(new PairOfChannelSumsStep(image, partials, builder.Result(node, BufferLayout.Dense)));
        return true;
    }

    public static bool TryInputGradient(PlanBuilder builder, Value node, LayerNormInputGradient gradient)
    {
        if (Image(builder, node.Inputs[0]) is not { } image || Image(builder, node.Inputs[2]) is not { } dy) return false;
        var moments = Moments(builder, node.Inputs[0], image, gradient.Epsilon);
        builder.AddStep(new LayerNormInputGradientStep(builder.Kernels.LayerNormalization, image, dy, moments, builder.ChannelLanes(node.Inputs[1]), builder.Result(node, BufferLayout.Blocked)));
        return true;
    }

    /// <summary>A value as a blocked image whose channels are one segment; null where they are several.</summary>
    private static PlanBuffer? Image(PlanBuilder builder, Value value) =>
        Operations.ChannelSegments.Of(value).Count == 1 && builder.Blocked(value) is { Segments.Lengths.Length: 1 } image ? image : null;

    private static PlanBuffer Moments(PlanBuilder builder, Value value, PlanBuffer image, float epsilon)
    {
        if (builder.PixelMoments(value, epsilon) is { } known) return known;
        var moments = builder.AddPixelMoments(value, epsilon);
        builder.AddStep(new LayerNormStep(builder.Kernels.LayerNormalization, epsilon, image, moments, null, null, null));
        return moments;
    }
}
