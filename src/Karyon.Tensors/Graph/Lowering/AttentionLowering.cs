using Karyon.Tensors.Kernels.Vector.Attention;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Attention of heads that are whole blocks of channels.</summary>
internal static class AttentionLowering
{
    public static bool TryForward(PlanBuilder builder, Value node, Attention attention)
    {
        if (node.Shape[1] / attention.Heads % ChannelSegments.Block != 0 || node.Inputs.Any(input => ChannelSegments.Of(input).Count > 1)) return false;
        PlanBuffer[] operands = [.. node.Inputs.Select(input => builder.Blocked(input))];
        builder.AddStep(new AttentionStep(builder.Kernels.Attention, operands, builder.Result(node, BufferLayout.Blocked), attention.Heads)
        {
            Flops = attention.Cost([.. node.Inputs.Select(input => input.Shape)], node.Shape).Flops,
        });
        return true;
    }
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
