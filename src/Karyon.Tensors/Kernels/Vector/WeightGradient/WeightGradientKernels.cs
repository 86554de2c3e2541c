namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>
/// Gradient of a dense convolution with respect to its weights. Each element is one chain of fused multiply-adds over images, then
/// output pixels in raster order, from zero (<see cref="Scalar.WeightGradient.WeightGradientTwin"/>). Chunks are pairs of output
/// blocks x input blocks, split by kernel row and by input channel where that gives too few, never by pixel.
/// </summary>
internal abstract unsafe class WeightGradientKernels
{
    /// <summary>Independent pieces of work; from the shape alone.</summary>
    public static int Chunks(in WeightGradientArguments a) => a.Groups * a.InputBlocks * (a.SplitRows ? a.Shape.KernelHeight : 1) * a.Parts;

    /// <summary>Floats of scratch memory, 64-byte aligned, that a worker lends to <see cref="Run"/>.</summary>
    public static nint ScratchFloats(in WeightGradientArguments a) => (nint)a.Shape.KernelHeight * a.Columns * a.Inner * WeightGradientStrip.GroupLanes;

    /// <summary>Computes the weights of one chunk and writes them to <see cref="WeightGradientArguments.Result"/>.</summary>
    public abstract void Run(in WeightGradientArguments a, int chunk, float* scratch);

    /// <summary>The kernels for a vector width.</summary>
    public static WeightGradientKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new WeightGradientKernels<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new WeightGradientKernels<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new WeightGradientKernels<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };
}

/// <inheritdoc/>
internal sealed unsafe class WeightGradientKernels<TS, TV, TD> : WeightGradientKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>Pixels whose input and gradient stay in the first-level cache while all taps of a job pass over them.</summary>
    private const int StripPixels = 256;

    private const int Group = WeightGradientStrip.GroupLanes;

    /// <inheritdoc/>
    public override void Run(in WeightGradientArguments a, int chunk, float* scratch)
    {
        var part = chunk % a.Parts;
        var rest = chunk / a.Parts;
        var (firstRow, endRow) = (0, a.Shape.KernelHeight);
        if (a.SplitRows)
        {
            firstRow = rest % a.Shape.KernelHeight;
            endRow = firstRow + 1;
            rest /= a.Shape.KernelHeight;
        }
        var block = rest % a.InputBlocks;
        var group = rest / a.InputBlocks;
        var (first, end) = (a.Inner * part / a.Parts, a.Inner * (part + 1) / a.Parts);

        var rowSums = (nint)a.Columns * a.Inner * Group;
        new Span<float>(scratch + firstRow * rowSums, (int)((endRow - firstRow) * rowSums)).Clear();
        var rows = Math.Clamp(StripPixels / a.Gradient.Width, 1, a.Gradient.Height);
        for (var image = 0; image < a.Gradient.Images; image++)
            for (var row = 0; row < a.Gradient.Height; row += rows)
                Strip(a, image, row, Math.Min(rows, a.Gradient.Height - row), group, block, firstRow, endRow, first, end, scratch);
        Unpack(a, group, block, firstRow, endRow, first, end, scratch);
    }

    private static void Strip(in WeightGradientArguments a, int image, int row, int rows, int group, int block, int firstRow, int endRow, int first, int end, float* sums)
    {
        var lanes = Math.Min(2, a.Gradient.Blocks - 2 * group) * BlockedImage.Lanes;
        var strip = new WeightGradientStrip(rows, a.Gradient.Width, a.InputPixel * a.Shape.StrideX, a.InputRow * a.Shape.StrideY,
            a.InputPixel * a.Shape.DilationX, a.Gradient.RowStride, TS.Width == 16 ? a.Gradient.BlockStride : TS.Width, (nint)a.Inner * Group);
        var input = a.Input + image * a.InputImage + block * a.InputBlock + (nint)row * a.Shape.StrideY * a.InputRow;
        for (var kernelRow = firstRow; kernelRow < endRow; kernelRow++)
        {
            var x = input + (nint)kernelRow * a.Shape.DilationY * a.InputRow;
            var rowSums = sums + kernelRow * strip.SumTap * a.Columns;
            for (var lane = 0; lane < lanes; lane += 2 * TS.Width)
            {
                var gradient = a.Gradient.Row(image, 2 * group + lane / BlockedImage.Lanes, row) + lane % BlockedImage.Lanes;
                WeightGradientTiles<TS, TV, TD>.Row(strip, Math.Min(2, (lanes - lane) / TS.Width), a.Columns, first, end, x, gradient, rowSums + lane);
            }
        }
    }

    /// <summary>Sums <c>[kernel row][kernel column][input channel][32]</c> to the dense gradient, without padding lanes.</summary>
    private static void Unpack(in WeightGradientArguments a, int group, int block, int firstRow, int endRow, int first, int end, float* sums)
    {
        var inputs = a.Segments.Channels;
        var channels = a.Segments.InBlock(block, out var firstInput);
        var taps = a.Shape.KernelHeight * a.Shape.KernelWidth;
        var outputs = Math.Min(Group, a.Outputs - Group * group);
        for (var kernelRow = firstRow; kernelRow < endRow; kernelRow++)
            for (var column = 0; column < a.Columns; column++)
                for (var inner = first; inner < end; inner++)
                {
                    // An interleaved row of taps is one column: its floats are channels of several kernel columns.
                    var kernelColumn = a.Columns == a.Shape.KernelWidth ? column : inner / channels;
                    var channel = a.Columns == a.Shape.KernelWidth ? inner : inner % channels;
                    if (channel >= channels) continue;
                    var from = sums + (((nint)kernelRow * a.Columns + column) * a.Inner + inner) * Group;
                    var to = a.Result + ((nint)Group * group * inputs + firstInput + channel) * taps + kernelRow * a.Shape.KernelWidth + kernelColumn;
                    for (var o = 0; o < outputs; o++) to[(nint)o * inputs * taps] = from[o];
                }
    }
}
