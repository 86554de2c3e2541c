namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <inheritdoc/>
internal sealed unsafe class WeightGradientKernels<TS, TV, TD> : WeightGradientKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>Bytes of input and gradient that stay in a first-level cache of 32 KB or more while all sums of a chunk pass over them (12 to 36 KB are as fast, 48 loses a third).</summary>
    private const int StripBytes = 24 * 1024;

    private const int Group = WeightGradientStrip.GroupLanes;

    /// <inheritdoc/>
    public override void Run(in WeightGradientArguments a, int chunk, float* scratch)
    {
        var job = new Job(a, chunk);
        var sums = a.GroupsPerChunk * a.BlocksPerChunk * job.SumsEach;
        new Span<float>(scratch, checked((int)sums)).Clear();

        // A strip is a range of rows or, of wide images, a piece of one row: either way pixels come in raster order.
        var pixels = StripBytes / (sizeof(float) * BlockedImage.Lanes * (2 * a.GroupsPerChunk + a.BlocksPerChunk));
        var rows = Math.Clamp(pixels / a.Gradient.Width, 1, a.Gradient.Height);
        var pieces = Math.Max(1, a.Gradient.Width / pixels);
        for (var image = 0; image < a.Gradient.Images; image++)
            for (var row = 0; row < a.Gradient.Height; row += rows)
                for (var piece = 0; piece < pieces; piece++)
                {
                    int first = a.Gradient.Width * piece / pieces, end = a.Gradient.Width * (piece + 1) / pieces;
                    Strip(a, job, image, row, Math.Min(rows, a.Gradient.Height - row), first, end - first, scratch);
                }
        for (var group = job.FirstGroup; group < job.EndGroup; group++)
            for (var block = job.FirstBlock; block < job.EndBlock; block++)
                Unpack(a, group, block, job.FirstRow, job.EndRow, job.First, job.End, scratch + job.Offset(a, group, block));
    }

    private static void Strip(in WeightGradientArguments a, in Job job, int image, int row, int rows, int column, int columns, float* sums)
    {
        var strip = new WeightGradientStrip(rows, columns, a.InputPixel * a.Shape.StrideX, a.InputRow * a.Shape.StrideY,
            a.InputPixel * a.Shape.DilationX, a.Gradient.RowStride, TS.Width == 16 ? a.Gradient.BlockStride : TS.Width, (nint)a.Inner * Group,
            columns < a.Gradient.Width ? (nint)columns * BlockedImage.Lanes : rows * a.Gradient.RowStride,
            columns < a.Gradient.Width ? (nint)columns * a.Shape.StrideX * a.InputPixel : (nint)rows * a.Shape.StrideY * a.InputRow);
        var input = a.Input + image * a.InputImage + (nint)row * a.Shape.StrideY * a.InputRow + (nint)column * a.Shape.StrideX * a.InputPixel;
        for (var group = job.FirstGroup; group < job.EndGroup; group++)
        {
            var lanes = Math.Min(2, a.Gradient.Blocks - 2 * group) * BlockedImage.Lanes;
            for (var block = job.FirstBlock; block < job.EndBlock; block++)
                for (var kernelRow = job.FirstRow; kernelRow < job.EndRow; kernelRow++)
                {
                    var x = input + block * a.InputBlock + (nint)kernelRow * a.Shape.DilationY * a.InputRow;
                    var rowSums = sums + job.Offset(a, group, block) + kernelRow * strip.SumTap * a.Columns;
                    for (var lane = 0; lane < lanes; lane += 2 * TS.Width)
                    {
                        var gradient = a.Gradient.Row(image, 2 * group + lane / BlockedImage.Lanes, row) + (nint)column * BlockedImage.Lanes + lane % BlockedImage.Lanes;
                        WeightGradientTiles<TS, TV, TD>.Row(strip, Math.Min(2, (lanes - lane) / TS.Width), a.Columns, job.First, job.End, x, gradient, rowSums + lane);
                    }
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

    /// <summary>What a chunk computes: ranges of output pairs, input blocks, kernel rows and input floats.</summary>
    private readonly struct Job
    {
        public readonly int FirstGroup;
        public readonly int EndGroup;
        public readonly int FirstBlock;
        public readonly int EndBlock;
        public readonly int FirstRow;
        public readonly int EndRow;
        public readonly int First;
        public readonly int End;

        /// <summary>Sums of one output pair and input block.</summary>
        public readonly nint SumsEach;

        public Job(in WeightGradientArguments a, int chunk)
        {
            var part = chunk % a.Parts;
            chunk /= a.Parts;
            var rowPart = chunk % a.RowParts;
            chunk /= a.RowParts;
            var blockJobs = (a.InputBlocks + a.BlocksPerChunk - 1) / a.BlocksPerChunk;
            (FirstBlock, FirstGroup) = (chunk % blockJobs * a.BlocksPerChunk, chunk / blockJobs * a.GroupsPerChunk);
            (EndBlock, EndGroup) = (Math.Min(FirstBlock + a.BlocksPerChunk, a.InputBlocks), Math.Min(FirstGroup + a.GroupsPerChunk, a.Groups));
            (FirstRow, EndRow) = (a.Shape.KernelHeight * rowPart / a.RowParts, a.Shape.KernelHeight * (rowPart + 1) / a.RowParts);
            (First, End) = (a.Inner * part / a.Parts, a.Inner * (part + 1) / a.Parts);
            SumsEach = (nint)a.Shape.KernelHeight * a.Columns * a.Inner * Group;
        }

        public nint Offset(in WeightGradientArguments a, int group, int block) =>
            ((nint)(group - FirstGroup) * a.BlocksPerChunk + block - FirstBlock) * SumsEach;
    }
}
