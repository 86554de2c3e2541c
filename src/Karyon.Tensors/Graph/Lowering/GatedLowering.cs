using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Gated linear units of blocked images whose halves are whole blocks; others run as their twins.</summary>
internal static class GatedLowering
{
    public static bool TryForward(PlanBuilder builder, Value node)
    {
        if (Image(builder, node.Inputs[0]) is not { } image) return false;
        var result = builder.Result(node, BufferLayout.Blocked);
        // What nothing else reads makes room where it stands.
        if (builder.IsOverwritable(node.Inputs[0]) && !image.Root.Persistent && !image.IsWindow) result.PlaceIn(image, 0);
        builder.AddStep(new GatedStep(builder.Kernels.Elementwise, image, result));
        return true;
    }

    public static bool TryGradient(PlanBuilder builder, Value node)
    {
        if (Image(builder, node.Inputs[0]) is not { } image || Operations.ChannelSegments.Of(node.Inputs[1]).Count != 1 || builder.Blocked(node.Inputs[1]) is not { Segments.Lengths.Length: 1 } gradient) return false;
        builder.AddStep(new GatedGradientStep(builder.Kernels.Gated, image, gradient, builder.Result(node, BufferLayout.Blocked)));
        return true;
    }

    private static PlanBuffer? Image(PlanBuilder builder, Value value) =>
        value.Shape[1] % (2 * BlockedImage.Lanes) == 0 && Operations.ChannelSegments.Of(value).Count == 1 && builder.Blocked(value) is { Segments.Lengths.Length: 1 } image ? image : null;
}

/// <summary>silu of the first half of the blocks, times the second.</summary>
internal sealed unsafe class GatedStep : Step
{
    private readonly ElementwiseKernels _kernels;
    private ElementwiseArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public GatedStep(ElementwiseKernels kernels, PlanBuffer image, PlanBuffer result) => (_kernels, Kind, Reads, Writes) = (kernels, "elementwise", [image], [result]);

    protected override void Bind()
    {
        BlockedImage image = Image(Reads[0]), result = Image(Writes[0]);
        _arguments = new ElementwiseArguments { A = image.Slice(0, result.Blocks), B = image.Slice(result.Blocks, result.Blocks), Output = result, Segments = Writes[0].Segments };
        Chunks = ElementwiseKernels.Chunks(result);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(BinaryOperation.SiluProduct, _arguments, chunk);
}

/// <summary>The gradient of both halves.</summary>
internal sealed unsafe class GatedGradientStep : Step
{
    private readonly GatedKernels _kernels;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public GatedGradientStep(GatedKernels kernels, PlanBuffer image, PlanBuffer gradient, PlanBuffer result) => (_kernels, Kind, Reads, Writes) = (kernels, "elementwise", [image, gradient], [result]);

    protected override void Bind() => Chunks = GatedKernels.Chunks(Image(Reads[1]));

    public override void Run(int chunk, int worker) => _kernels.Backward(Image(Reads[0]), Image(Reads[1]), Image(Writes[0]), chunk);
}
