using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Stochastic depth of a blocked image: each sample is scaled or cleared as a whole.</summary>
internal sealed unsafe class DropPathStep : Step
{
    private readonly ElementwiseKernels _kernels;
    private readonly DropPath _dropPath;
    private int _chunksPerSample;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public DropPathStep(ElementwiseKernels kernels, DropPath dropPath, PlanBuffer image, PlanBuffer result) =>
        (_kernels, _dropPath, Kind, Reads, Writes) = (kernels, dropPath, "drop path", [image], [result]);

    protected override void Bind()
    {
        var result = Image(Writes[0]);
        _chunksPerSample = ElementwiseKernels.Chunks(result.Sample(0));
        Chunks = result.Images * _chunksPerSample;
    }

    public override void Run(int chunk, int worker)
    {
        int sample = chunk / _chunksPerSample, part = chunk % _chunksPerSample;
        var factor = (float)_dropPath.Factor(Memory.Seed, sample);
        BlockedImage image = Image(Reads[0]).Sample(sample), result = Image(Writes[0]).Sample(sample);
        if (factor != 0)
        {
            _kernels.Run(UnaryOperation.ScaleShift, new ElementwiseArguments { A = image, Output = result, Segments = Writes[0].Segments, Scale = factor }, part);
            return;
        }
        // Not a product with zero: infinities of a dropped branch are dropped too.
        var cut = new RowChunks(result);
        for (var strip = cut.First(part, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++) new Span<float>(result.Row(0, at.Block, y), result.Width * BlockedImage.Lanes).Clear();
            result.ZeroHalo(0, at.Block, at.First, at.End);
        }
    }
}
