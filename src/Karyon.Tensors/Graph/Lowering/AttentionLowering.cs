using Karyon.Tensors.Kernels.Vector.Attention;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Attention of heads that are whole blocks of channels.</summary>
internal static class AttentionLowering
{
    public static bool TryForward(PlanBuilder builder, Value node, Attention attention)
    {
        if (!Fits(node, attention.Heads)) return false;
        PlanBuffer[] operands = [.. node.Inputs.Select(input => builder.Blocked(input))];
        builder.AddStep(new AttentionStep(builder.Kernels.Attention, operands, builder.Result(node, BufferLayout.Blocked), attention.Heads)
        {
            Flops = attention.Cost([.. node.Inputs.Select(input => input.Shape)], node.Shape).Flops,
        });
        return true;
    }

    public static bool TryGradient(PlanBuilder builder, Value node, AttentionGradient gradient)
    {
        if (!Fits(node, gradient.Heads)) return false;
        PlanBuffer[] operands = [.. node.Inputs.Select(input => builder.Blocked(input))];
        var target = gradient.Operand switch
        {
            AttentionOperand.Query => AttentionGradientTarget.Query,
            AttentionOperand.Key => AttentionGradientTarget.Key,
            _ => AttentionGradientTarget.Value,
        };
        builder.AddStep(new AttentionGradientStep(builder.Kernels.AttentionGradient, operands, builder.Result(node, BufferLayout.Blocked), gradient.Heads, target)
        {
            Flops = gradient.Cost([.. node.Inputs.Select(input => input.Shape)], node.Shape).Flops,
        });
        return true;
    }

    private static bool Fits(Value node, int heads) =>
        node.Shape[1] / heads % ChannelSegments.Block == 0 && node.Inputs.All(input => ChannelSegments.Of(input).Count == 1);
}

/// <summary>Attention, in strips of queries.</summary>
internal sealed unsafe class AttentionStep : Step
{
    private readonly AttentionKernels _kernels;
    private readonly int _heads;
    private AttentionArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public AttentionStep(AttentionKernels kernels, IReadOnlyList<PlanBuffer> operands, PlanBuffer result, int heads) =>
        (_kernels, _heads, Kind, Reads, Writes) = (kernels, heads, "attention", operands, [result]);

    protected override void Bind()
    {
        _arguments = new AttentionArguments { Query = Image(Reads[0]), Key = Image(Reads[1]), Value = Image(Reads[2]), Output = Image(Writes[0]), Heads = _heads };
        Chunks = AttentionKernels.Chunks(_arguments);
        ScratchFloats = AttentionKernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>The gradient of attention with regard to one operand.</summary>
internal sealed unsafe class AttentionGradientStep : Step
{
    private readonly AttentionGradientKernels _kernels;
    private readonly int _heads;
    private readonly AttentionGradientTarget _target;
    private AttentionGradientArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public AttentionGradientStep(AttentionGradientKernels kernels, IReadOnlyList<PlanBuffer> operands, PlanBuffer result, int heads, AttentionGradientTarget target) =>
        (_kernels, _heads, _target, Kind, Reads, Writes) = (kernels, heads, target, "attention gradient", operands, [result]);

    protected override void Bind()
    {
        _arguments = new AttentionGradientArguments
        {
            Target = _target,
            Query = Image(Reads[0]),
            Key = Image(Reads[1]),
            Value = Image(Reads[2]),
            Gradient = Image(Reads[3]),
            Output = Image(Writes[0]),
            Heads = _heads,
        };
        Chunks = AttentionGradientKernels.Chunks(_arguments);
        ScratchFloats = AttentionGradientKernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}
