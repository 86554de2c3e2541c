using Karyon.Tensors.Kernels.Scalar.Layout;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Dense to blocked.</summary>
internal sealed unsafe class DenseToBlockedStep : Step
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public DenseToBlockedStep(PlanBuffer source, PlanBuffer target) => (Kind, Reads, Writes) = ("layout", [source], [target]);

    protected override void Bind() => Chunks = LayoutKernels.Chunks(Image(Writes[0]));

    public override void Run(int chunk, int worker) => LayoutKernels.DenseToBlocked(Floats(Reads[0]), Writes[0].Segments, Image(Writes[0]), chunk);
}

/// <summary>Blocked to dense.</summary>
internal sealed unsafe class BlockedToDenseStep : Step
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public BlockedToDenseStep(PlanBuffer source, PlanBuffer target) => (Kind, Reads, Writes) = ("layout", [source], [target]);

    protected override void Bind() => Chunks = LayoutKernels.Chunks(Image(Reads[0]));

    public override void Run(int chunk, int worker) => LayoutKernels.BlockedToDense(Image(Reads[0]), Reads[0].Segments, Floats(Writes[0]), chunk);
}

/// <summary>Dense to interleaved.</summary>
internal sealed unsafe class DenseToInterleavedStep : Step
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public DenseToInterleavedStep(PlanBuffer source, PlanBuffer target) => (Kind, Reads, Writes) = ("layout", [source], [target]);

    protected override void Bind() => Chunks = LayoutKernels.Chunks(Writes[0].Interleaved(Floats(Writes[0])));

    public override void Run(int chunk, int worker) => LayoutKernels.DenseToInterleaved(Floats(Reads[0]), Writes[0].Interleaved(Floats(Writes[0])), chunk);
}

/// <summary>Copies one blocked image into another of equal size.</summary>
internal sealed unsafe class CopyImageStep : Step
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public CopyImageStep(PlanBuffer source, PlanBuffer target) => (Kind, Reads, Writes) = ("layout", [source], [target]);

    protected override void Bind() => Chunks = LayoutKernels.Chunks(Image(Writes[0]));

    public override void Run(int chunk, int worker)
    {
        var (from, to) = (Image(Reads[0]), Image(Writes[0]));
        var cut = new Kernels.RowChunks(to);
        var row = (nuint)(to.Width * Kernels.BlockedImage.Lanes * sizeof(float));
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
                System.Runtime.InteropServices.NativeMemory.Copy(from.Row(at.Image, at.Block, y), to.Row(at.Image, at.Block, y), row);
            to.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }
}
