using Karyon.Tensors.Kernels.Scalar.Winograd;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Depthwise;
using Karyon.Tensors.Kernels.Vector.Heads;
using Karyon.Tensors.Kernels.Vector.WeightGradient;
using Karyon.Tensors.Kernels.Vector.Winograd;
using Karyon.Tensors.Operations;
using Segments = Karyon.Tensors.Kernels.ChannelSegments;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Chooses kernels for convolutions and their gradients, by shapes only.</summary>
internal static class ConvolutionLowering
{
    /// <summary>Channels up to which a first convolution reads interleaved pixels.</summary>
    private const int StemChannels = 4;

    public static bool TryForward(PlanBuilder builder, Value node, FusedConvolution chain, DoubledImage? doubled)
    {
        var convolution = chain.Convolution;
        var geometry = ((Convolution2d)convolution.Operation).Geometry;
        Value image = convolution.Inputs[0], weights = convolution.Inputs[1];
        var bias = convolution.Inputs.Count == 3 ? convolution.Inputs[2] : null;
        var shape = Shape(geometry, weights.Shape);
        var halo = shape.RequiredHalo(image.Shape[2], image.Shape[3], node.Shape[2], node.Shape[3]);
        var inputs = SegmentsOf(image);
        var outputs = new Segments(node.Shape[1]);
        var depthwise = IsDepthwise(geometry, weights.Shape);
        if (geometry.Groups > 1 && !depthwise && inputs.Lengths.Length > 1) return false;
        var stem = geometry is { Groups: 1, DilationY: 1, DilationX: 1 } && image.Shape[1] <= StemChannels
            && chain.Residual is null && builder.Find(image, BufferLayout.Blocked) is null;
        var form = Form(builder, geometry, weights.Shape[1], weights.Shape, node.Shape);

        var small = doubled is null ? null : builder.Blocked(doubled.Small, halo);
        var source = doubled is not null ? doubled.Joined is null ? small! : builder.Blocked(doubled.Joined, halo)
            : stem ? builder.Interleaved(image, halo) : builder.Blocked(image, halo);
        var packedBias = bias is null ? null : PackBias(builder, bias, depthwise ? inputs : outputs);
        var residual = chain.Residual is null ? null : builder.Blocked(chain.Residual);
        var call = new ConvolutionCall(source, packedBias, residual, shape, (ConvActivation)chain.Activation, small);
        var flops = 2.0 * convolution.Shape.Count * weights.Shape[1] * weights.Shape[2] * weights.Shape[3];
        if (depthwise)
        {
            // A depthwise result has the channels of its operand, but counts as one segment: so only one may come in.
            if (inputs.Lengths.Length > 1) return false;
            var packed = PackDepthwise(builder, weights, inputs);
            builder.AddStep(new DepthwiseStep(builder.Kernels.Depthwise, call, packed, builder.Result(node, BufferLayout.Blocked)) { Flops = flops });
        }
        else if (form != WinogradForm.Direct)
        {
            var packed = PackWinograd(builder, weights, inputs, outputs, form, mirrored: false);
            builder.AddStep(new WinogradStep(builder.Kernels.Winograd, call, packed, builder.Result(node, BufferLayout.Blocked), form, geometry.PadTop, geometry.PadLeft) { Flops = flops });
        }
        else if (!stem && chain.Residual is null && HeadArguments.Fits(shape, node.Shape[1]))
        {
            var packed = builder.Packed(weights.Shape.Count);
            builder.AddStep(new PackHeadStep(builder.Dense(weights), packed, source.Segments) { Once = builder.IsFrozen(weights) });
            builder.AddStep(new HeadStep(builder.Kernels.Heads, call, packed, builder.Result(node, BufferLayout.Dense)) { Flops = flops });
        }
        else
        {
            var packed = builder.Packed(stem ? ConvWeights.StemFloats(image.Shape[1], node.Shape[1], shape) : ConvWeights.Floats(inputs.Lengths, outputs.Lengths, shape));
            builder.AddStep(new PackWeightsStep(builder.Dense(weights), packed, shape, inputs, outputs, stem ? WeightOrder.Stem : WeightOrder.Forward) { Once = builder.IsFrozen(weights) });
            var result = builder.Result(node, BufferLayout.Blocked);
            builder.AddStep(stem
                ? new StemStep(builder.Kernels.Convolution, call, packed, result) { Flops = flops }
                : new ConvStep(builder.Kernels.Convolution, call, packed, result) { Flops = flops });
        }
        return true;
    }

    public static bool TryInputGradient(PlanBuilder builder, Value node, Conv2dInputGradient gradient)
    {
        Value dy = node.Inputs[0], weights = node.Inputs[1];
        var geometry = gradient.Geometry;
        var shape = Shape(geometry, weights.Shape);
        var outputs = SegmentsOf(dy);
        var inputs = new Segments(node.Shape[1]);
        var flops = 2.0 * dy.Shape.Count * weights.Shape[1] * weights.Shape[2] * weights.Shape[3];
        var depthwise = IsDepthwise(geometry, weights.Shape);
        if (outputs.Lengths.Length > 1) return false;
        // The gradient of a concatenation keeps the concatenation's segments, so that its parts can be read in place.
        if (builder.GradientSegments(node) is { } concatenated && geometry.Groups == 1) inputs = concatenated;
        var form = Form(builder, geometry, dy.Shape[1], weights.Shape, node.Shape);
        if (depthwise)
        {
            var source = builder.Blocked(dy, shape.GradientHalo(node.Shape[2], node.Shape[3], dy.Shape[2], dy.Shape[3]));
            var packed = PackDepthwise(builder, weights, outputs);
            builder.AddStep(new DepthwiseInputGradientStep(builder.Kernels.DepthwiseInputGradient, source, packed, builder.Result(node, BufferLayout.Blocked), shape) { Flops = flops });
        }
        else if (form != WinogradForm.Direct)
        {
            int top = 2 - geometry.PadTop, left = 2 - geometry.PadLeft;
            var reach = Math.Max(Math.Max(top, left), Math.Max(node.Shape[2] - top + 2 - dy.Shape[2], node.Shape[3] - left + 2 - dy.Shape[3]));
            var call = new ConvolutionCall(builder.Blocked(dy, reach), null, null, shape, ConvActivation.None);
            var packed = PackWinograd(builder, weights, outputs, inputs, form, mirrored: true);
            builder.AddStep(new WinogradStep(builder.Kernels.Winograd, call, packed, builder.Result(node, BufferLayout.Blocked, inputs), form, top, left) { Flops = flops });
        }
        else
        {
            var source = builder.Blocked(dy, InputGradientArguments.RequiredHalo(shape, node.Shape[2], node.Shape[3], dy.Shape[2], dy.Shape[3]));
            var packed = builder.Packed(ConvWeights.InputGradientFloats(inputs.Lengths, outputs.Lengths, shape));
            builder.AddStep(new PackWeightsStep(builder.Dense(weights), packed, shape, inputs, outputs, WeightOrder.InputGradient) { Once = builder.IsFrozen(weights) });
            builder.AddStep(new InputGradientStep(builder.Kernels.Convolution, source, packed, builder.Result(node, BufferLayout.Blocked, inputs), shape) { Flops = flops });
        }
        return true;
    }

    public static bool TryWeightGradient(PlanBuilder builder, Value node, Conv2dWeightGradient gradient)
    {
        var geometry = gradient.Geometry;
        Value image = node.Inputs[0], dy = node.Inputs[1];
        var inputs = SegmentsOf(image);
        var flops = 2.0 * dy.Shape.Count * node.Shape[1] * node.Shape[2] * node.Shape[3];
        var depthwise = IsDepthwise(geometry, node.Shape);
        if (SegmentsOf(dy).Lengths.Length > 1 || (geometry.Groups > 1 && !depthwise) || (depthwise && inputs.Lengths.Length > 1)) return false;
        var shape = Shape(geometry, node.Shape);
        var halo = shape.RequiredHalo(image.Shape[2], image.Shape[3], dy.Shape[2], dy.Shape[3]);
        var interleaved = builder.Find(image, BufferLayout.Interleaved) is not null && builder.Find(image, BufferLayout.Blocked) is null;
        var source = interleaved ? builder.Interleaved(image, halo) : builder.Blocked(image, halo);
        var gradientImage = builder.Blocked(dy);
        if (!depthwise)
        {
            var floats = WeightGradientArguments.PartialFloats(dy.Shape[0], (long)dy.Shape[2] * dy.Shape[3], dy.Shape[1], inputs, shape);
            var step = new WeightGradientStep(builder.Kernels.WeightGradient, source, gradientImage, builder.Result(node, BufferLayout.Dense), floats == 0 ? null : builder.Packed(floats), shape) { Flops = flops };
            builder.AddStep(step);
            if (floats > 0) builder.AddStep(new WeightGradientCombineStep(builder.Kernels.WeightGradient, step));
            return true;
        }
        var packed = builder.Packed(image.Shape[0] * DepthwiseWeights.Floats(inputs.Lengths, shape.Taps));
        builder.AddStep(new DepthwiseWeightGradientStep(builder.Kernels.DepthwiseWeightGradient, source, gradientImage, packed, shape) { Flops = flops });
        builder.AddStep(new UnpackDepthwiseStep(packed, builder.Result(node, BufferLayout.Dense), inputs, shape.Taps, image.Shape[0]));
        return true;
    }

    private static ConvShape Shape(ConvolutionGeometry geometry, Tensors.Shape weights) => new()
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

    private static bool IsDepthwise(ConvolutionGeometry geometry, Tensors.Shape weights) => geometry.Groups > 1 && weights[1] == 1 && weights[0] == geometry.Groups;

    private static Segments SegmentsOf(Value value) => new([.. Operations.ChannelSegments.Of(value)]);

    private static WinogradForm Form(PlanBuilder builder, ConvolutionGeometry geometry, int channelsIn, Tensors.Shape weights, Tensors.Shape output) =>
        builder.Options.Winograd ? geometry.Winograd(channelsIn, weights, output) : WinogradForm.Direct;

    private static PlanBuffer PackBias(PlanBuilder builder, Value bias, Segments outputs)
    {
        var packed = builder.Packed((long)outputs.Blocks * BlockedImage.Lanes);
        builder.AddStep(new PackBiasStep(builder.Dense(bias), packed, outputs) { Once = builder.IsFrozen(bias) });
        return packed;
    }

    private static PlanBuffer PackDepthwise(PlanBuilder builder, Value weights, Segments channels)
    {
        var taps = weights.Shape[2] * weights.Shape[3];
        var packed = builder.Packed(DepthwiseWeights.Floats(channels.Lengths, taps));
        builder.AddStep(new PackDepthwiseStep(builder.Dense(weights), packed, channels, taps) { Once = builder.IsFrozen(weights) });
        return packed;
    }

    private static PlanBuffer PackWinograd(PlanBuilder builder, Value weights, Segments inputs, Segments outputs, WinogradForm form, bool mirrored)
    {
        var arguments = new WinogradPackArguments { Inputs = inputs.Lengths.ToArray(), Outputs = outputs.Lengths.ToArray(), Form = form, Mirrored = mirrored };
        var packed = builder.Packed(arguments.PackedFloats);
        builder.AddStep(new PackWinogradStep(builder.Kernels.WinogradPack, builder.Dense(weights), packed, arguments) { Once = builder.IsFrozen(weights) });
        return packed;
    }
}
