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

    /// <inheritdoc/>
    public override void Run(in InputGradientArguments arguments, int chunk, float* scratch)
    {
        var region = arguments.Cut().Region(chunk);
        var shape = arguments.Shape;
        var weights = arguments.Weights;
        nint blockPairs = (nint)arguments.InputGradient.Blocks * arguments.Window().Blocks;
        for (var py = 0; py < shape.StrideY; py++)
            for (var px = 0; px < shape.StrideX; px++)
            {
                var (rows, columns) = (shape.RowPhase(py), shape.ColumnPhase(px));
                var part = region with
                {
                    FirstRow = rows.CountBefore(region.FirstRow),
                    EndRow = rows.CountBefore(region.EndRow),
                    FirstColumn = columns.CountBefore(region.FirstColumn),
                    EndColumn = columns.CountBefore(region.EndColumn),
                };
                ConvLoops<S, TV, TD>.Run(arguments.Pass(rows, columns, weights), part);
                weights += blockPairs * rows.Taps * columns.Taps * BlockedImage.Lanes * BlockedImage.Lanes;
            }
        ZeroHalo(arguments.InputGradient, region);
    }

    private static void ZeroHalo(in BlockedImage output, in ConvRegion region)
    {
        // A single row is cut into strips: the first one clears both ends.
        if (region.FirstColumn > 0) return;
        for (var block = region.FirstBlock; block < region.EndBlock; block++)
            output.ZeroHalo(region.Image, block, region.FirstRow, region.EndRow);
    }
}
