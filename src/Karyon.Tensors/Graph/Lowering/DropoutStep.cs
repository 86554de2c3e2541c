using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Dropout of dense elements, each drawn by its number in the run's stream.</summary>
internal sealed unsafe class DropoutStep : Step
{
    private const long ChunkFloats = 1 << 14;
    private readonly Dropout _dropout;
    private readonly long _count;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public DropoutStep(Dropout dropout, PlanBuffer source, PlanBuffer result) =>
        (_dropout, _count, Kind, Reads, Writes) = (dropout, source.Shape.Count, "dropout", [source], [result]);

    protected override void Bind() => Chunks = checked((int)((_count + ChunkFloats - 1) / ChunkFloats));

    public override void Run(int chunk, int worker)
    {
        var random = _dropout.Draws(Memory.Seed);
        var scale = _dropout.Scale;
        float* x = Floats(Reads[0]), y = Floats(Writes[0]);
        for (var i = chunk * ChunkFloats; i < Math.Min(_count, (chunk + 1) * ChunkFloats); i++)
            y[i] = _dropout.Drops(random, i) ? 0 : x[i] * scale;
    }
}
