using Karyon.Tensors.Kernels;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Channel sums and batch normalisation on blocked images.</summary>
internal static class NormalizationLowering
{
    public static bool TryChannelSum(PlanBuilder builder, Value node)
    {
        var image = builder.Blocked(node.Inputs[0]);
        var partials = Partials(builder, image, 1);
        builder.AddStep(new ChannelPartialsStep(builder.Kernels.Normalization, image, partials, squares: false));
        builder.AddStep(new ChannelSumStep(image, partials, builder.Result(node, BufferLayout.Dense)));
        return true;
    }

    public static bool TryMoments(PlanBuilder builder, Value node)
    {
        var image = builder.Blocked(node.Inputs[0]);
        var partials = Partials(builder, image, 2);
        builder.AddStep(new ChannelPartialsStep(builder.Kernels.Normalization, image, partials, squares: true));
        builder.AddStep(new MomentsStep(image, partials, builder.Result(node, BufferLayout.Dense)));
        return true;
    }

    public static bool TryForward(PlanBuilder builder, Value node, BatchNorm norm)
    {
        var parts = builder.Parts(node.Inputs[0]) ?? [builder.Blocked(node.Inputs[0])];
        var result = parts.Count == 1 ? builder.Result(node, BufferLayout.Blocked, parts[0].Segments) : builder.Result(node, BufferLayout.Blocked);
        var coefficients = builder.Coefficients(node, norm.Epsilon, parts.Count == 1 ? parts[0] : result);
        var block = 0;
        foreach (var part in parts)
        {
            var target = parts.Count == 1 ? result : builder.Range(result, block, part);
            builder.AddStep(new BatchNormStep(builder.Kernels.Normalization, part, coefficients, target, norm.Activation, block, result.Segments.Blocks));
            block += part.Segments.Blocks;
        }
        return true;
    }

    public static bool TrySums(PlanBuilder builder, Value node, BatchNormSums sums)
    {
        var image = builder.Blocked(node.Inputs[0]);
        var gradient = builder.Blocked(node.Inputs[4]);
        if (!SameLanes(image, gradient)) return false;
        var coefficients = builder.Coefficients(node, sums.Epsilon, image);
        var partials = Partials(builder, image, 2);
        builder.AddStep(new BatchNormPartialsStep(builder.Kernels.Normalization, image, gradient, coefficients, partials, sums.Activation));
        builder.AddStep(new BatchNormSumsStep(image, coefficients, partials, builder.Result(node, BufferLayout.Dense)));
        return true;
    }

    public static bool TryInputGradient(PlanBuilder builder, Value node, BatchNormInputGradient gradient)
    {
        var image = builder.Blocked(node.Inputs[0]);
        var dy = builder.Blocked(node.Inputs[4]);
        if (!SameLanes(image, dy)) return false;
        var coefficients = builder.Coefficients(node, gradient.Epsilon, image);
        var factors = builder.Packed(3L * image.Segments.Blocks * BlockedImage.Lanes);
        var count = (double)node.Shape[0] * node.Shape[2] * node.Shape[3];
        builder.AddStep(new BatchNormFactorsStep(image, coefficients, builder.Dense(node.Inputs[5]), factors, gradient.FromBatch, count));
        // The sums and this are the gradient's only uses: it is overwritten where it stands.
        var result = builder.IsOverwritable(node.Inputs[4], uses: 2) ? builder.ResultIn(node, dy) : builder.Result(node, BufferLayout.Blocked, image.Segments);
        builder.AddStep(new BatchNormInputGradientStep(builder.Kernels.Normalization, image, dy, coefficients, factors, result, gradient.Activation));
        return true;
    }

    private static bool SameLanes(PlanBuffer a, PlanBuffer b) => a.Segments.Lengths.SequenceEqual(b.Segments.Lengths);

    /// <summary>Doubles for the partial sums of some quantities.</summary>
    private static PlanBuffer Partials(PlanBuilder builder, PlanBuffer image, int quantities) =>
        builder.Packed(2L * quantities * new RowChunks(image.Shape[0], image.Segments.Blocks, image.Shape[2], image.Shape[3]).Strips * BlockedImage.Lanes);
}
