using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.WeightGradient;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Chooses kernels for convolutions and their gradients, by shapes only.</summary>
internal static class ConvolutionLowering
{
    /// <summary>Channels up to which a first convolution reads interleaved pixels.</summary>
    private const int StemChannels = 4;

    public static bool TryForward(PlanBuilder builder, Value node, FusedConvolution chain)
    {
        var convolution = chain.Convolution;
        var geometry = ((Convolution2d)convolution.Operation).Geometry;
        Value image = convolution.Inputs[0], weights = convolution.Inputs[1];
        var bias = convolution.Inputs.Count == 3 ? convolution.Inputs[2] : null;
        var shape = Shape(geometry, weights.Shape);
        var halo = Halo(geometry, image.Shape, weights.Shape, convolution.Shape);
        var flops = 2.0 * convolution.Shape.Count * weights.Shape[1] * weights.Shape[2] * weights.Shape[3];
        var once = builder.IsFrozen(weights) && (bias is null || builder.IsFrozen(bias));

        var stem = geometry is { Groups: 1, DilationY: 1, DilationX: 1 } && image.Shape[1] <= StemChannels
            && chain.Residual is null && builder.Find(image, BufferLayout.Blocked) is null;
        var inputs = new Kernels.ChannelSegments([.. Operations.ChannelSegments.Of(image)]);
        var source = stem ? builder.Interleaved(image, halo) : builder.Blocked(image, halo);
        var packed = builder.Packed(stem
            ? ConvWeights.StemFloats(image.Shape[1], node.Shape[1], shape)
            : ConvWeights.Floats(inputs.Lengths, [node.Shape[1]], shape));
        builder.AddStep(new PackWeightsStep(builder.Dense(weights), packed, shape, inputs, node.Shape[1], stem) { Once = once });
        PlanBuffer? packedBias = null;
        if (bias is not null)
        {
            packedBias = builder.Packed((long)Kernels.ChannelSegments.BlocksOf(node.Shape[1]) * BlockedImage.Lanes);
            builder.AddStep(new PackBiasStep(builder.Dense(bias), packedBias, node.Shape[1]) { Once = once });
        }
        var residual = chain.Residual is null ? null : builder.Blocked(chain.Residual);
        var result = builder.Result(node, BufferLayout.Blocked);
        builder.AddStep(stem
            ? new StemStep(builder.Kernels.Convolution, source, packed, packedBias, result, shape, (ConvActivation)chain.Activation) { Flops = flops }
            : new ConvStep(builder.Kernels.Convolution, source, packed, packedBias, residual, result, shape, (ConvActivation)chain.Activation) { Flops = flops });
        return true;
    }

    public static bool TryInputGradient(PlanBuilder builder, Value node, Conv2dInputGradient gradient) => false;

    public static bool TryWeightGradient(PlanBuilder builder, Value node, Conv2dWeightGradient gradient)
    {
        var geometry = gradient.Geometry;
        if (geometry.Groups != 1) return false;
        Value image = node.Inputs[0], dy = node.Inputs[1];
        if (Operations.ChannelSegments.Of(dy).Count != 1) return false;
        var halo = Halo(geometry, image.Shape, node.Shape, dy.Shape);
        var interleaved = builder.Find(image, BufferLayout.Interleaved) is not null && builder.Find(image, BufferLayout.Blocked) is null;
        var source = interleaved ? builder.Interleaved(image, halo) : builder.Blocked(image, halo);
        var window = new Window(gradient.KernelHeight, gradient.KernelWidth, geometry.StrideY, geometry.StrideX,
            geometry.DilationY, geometry.DilationX, geometry.PadTop, geometry.PadLeft);
        var gradientImage = builder.Blocked(dy);
        var result = builder.Result(node, BufferLayout.Dense);
        builder.AddStep(new WeightGradientStep(builder.Kernels.WeightGradient, source, gradientImage, result, window)
        {
            Flops = 2.0 * dy.Shape.Count * node.Shape[1] * node.Shape[2] * node.Shape[3],
        });
        return true;
    }

    internal static ConvShape Shape(ConvolutionGeometry geometry, Tensors.Shape weights) => new()
    {
        KernelHeight = weights[2],
        KernelWidth = weights[3],
        StrideY = geometry.StrideY,
        StrideX = geometry.StrideX,
        DilationY = geometry.DilationY,
        DilationX = geometry.DilationX,
        PadTop = geometry.PadTop,
        PadLeft = geometry.PadLeft,
        GroupInputs = geometry.Groups == 1 ? 0 : weights[1],
        GroupOutputs = geometry.Groups == 1 ? 0 : weights[0] / geometry.Groups,
    };

    /// <summary>How far windows reach past the image, on the side where they reach farthest.</summary>
    internal static int Halo(ConvolutionGeometry geometry, Tensors.Shape image, Tensors.Shape weights, Tensors.Shape output)
    {
        int bottom = (output[2] - 1) * geometry.StrideY + (weights[2] - 1) * geometry.DilationY - geometry.PadTop - (image[2] - 1);
        int right = (output[3] - 1) * geometry.StrideX + (weights[3] - 1) * geometry.DilationX - geometry.PadLeft - (image[3] - 1);
        return Math.Max(Math.Max(geometry.PadTop, geometry.PadLeft), Math.Max(Math.Max(bottom, right), 0));
    }
}
