using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Leaves and constants: copied into the plan's memory, but for leaves that are packed once, which are read where they are.</summary>
internal static class LeafLowering
{
    public static bool Lower(PlanBuilder builder, Value node)
    {
        var result = builder.Result(node, BufferLayout.Dense);
        builder.AddStep(new LeafStep(node, result) { Once = builder.IsFrozen(node) });
        return true;
    }
}

/// <summary>Copies a leaf's elements into the plan.</summary>
internal sealed unsafe class LeafStep : Step
{
    private readonly Value _node;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public LeafStep(Value node, PlanBuffer result) => (_node, Kind, Reads, Writes) = (node, "leaf", [], [result]);

    /// <summary>Lets those who read the leaf once read its own memory; false where others read it, or it is a constant.</summary>
    public bool ReadInPlace()
    {
        if (_node.Operation is not Leaf leaf || !Writes[0].Root.Transient) return false;
        Writes[0].Root.External = leaf.Tensor;
        return true;
    }

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker)
    {
        var target = new Span<float>(Floats(Writes[0]), checked((int)_node.Shape.Count));
        if (_node.Operation is Leaf leaf) leaf.Tensor.CopyTo(target);
        else
            for (var i = 0; i < target.Length; i++) target[i] = ((Constant)_node.Operation).Elements[i];
    }
}
