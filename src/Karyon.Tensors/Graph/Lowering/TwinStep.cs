using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>An operation computed by its scalar twin on dense elements: slow, always right. It allocates.</summary>
internal sealed unsafe class TwinStep : Step
{
    private readonly Value _node;
    private readonly bool _winograd;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public TwinStep(Value node, IReadOnlyList<PlanBuffer> operands, PlanBuffer result, bool winograd) =>
        (_node, _winograd, Kind, Reads, Writes, Flops) = (node, winograd, $"twin {node.Operation.Name}", operands, [result], node.Operation.Cost([.. node.Inputs.Select(input => input.Shape)], node.Shape).Flops);

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker)
    {
        var operands = new DenseArray<float>[Reads.Count];
        for (var k = 0; k < operands.Length; k++)
            operands[k] = new DenseArray<float>(_node.Inputs[k].Shape, new ReadOnlySpan<float>(Floats(Reads[k]), checked((int)_node.Inputs[k].Shape.Count)).ToArray())
            {
                Segments = ChannelSegments.Of(_node.Inputs[k]),
            };
        var result = new DenseArray<float>(_node.Shape);
        _node.Operation.Evaluate(operands, result, new EvaluationContext(Memory.Seed, _winograd));
        result.Data.CopyTo(new Span<float>(Floats(Writes[0]), result.Data.Length));
    }
}
