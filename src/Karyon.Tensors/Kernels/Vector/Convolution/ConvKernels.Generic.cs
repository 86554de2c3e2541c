namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <inheritdoc/>
internal sealed unsafe class ConvKernels<S, TV, TD> : ConvKernels
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <inheritdoc/>
    public override void Run(in ConvArguments arguments, int chunk, float* scratch)
    {
        var flat = arguments.Flattened();
        var region = flat.Cut().Region(chunk);
        ConvLoops<S, TV, TD>.Run(flat.Pass(), region);
        ZeroHalo(flat.Output, region);
    }

    /// <inheritdoc/>
    public override void Run(in StemArguments arguments, int chunk, float* scratch)
    {
        var region = arguments.Cut().Region(chunk);
        ConvLoops<S, TV, TD>.Run(arguments.Pass(), region);
        ZeroHalo(arguments.Output, region);
    }

    private static void ZeroHalo(in BlockedImage output, in ConvRegion region)
    {
        // A single row is cut into strips: the first one clears both ends.
        if (region.FirstColumn > 0) return;
        for (var block = region.FirstBlock; block < region.EndBlock; block++)
            output.ZeroHalo(region.Image, block, region.FirstRow, region.EndRow);
    }
}
