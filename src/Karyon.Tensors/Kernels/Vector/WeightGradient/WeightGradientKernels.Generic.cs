namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <inheritdoc/>
internal sealed unsafe class WeightGradientKernels<TS, TV, TD> : WeightGradientKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>Bytes of input and gradient that stay in a first-level cache of 32 KB or more while all sums of a pair of blocks pass over them (12 to 36 KB are as fast, 48 loses a third).</summary>
    private const int StripBytes = 24 * 1024;

    /// <summary>Bytes that stay in a second-level cache of 512 KB or more while all pairs of blocks of a chunk pass over them.</summary>
    private const int BandBytes = 320 * 1024;

    private const int Lanes = BlockedImage.Lanes;
    private const int Group = WeightGradientStrip.GroupLanes;

    /// <inheritdoc/>
    public override void Run(in WeightGradientArguments a, int chunk, float* scratch)
    {
        var job = new Job(a, chunk);
        var sums = checked((int)(a.GroupsPerChunk * a.BlocksPerChunk * job.SumsEach));
        var totals = scratch + sums;
        for (var image = job.FirstImage; image < job.EndImage; image++)
        {
            new Span<float>(scratch, sums).Clear();
            OneImage(a, job, image, scratch);
            if (a.ImagesPerChunk == 1) break;
            if (image == job.FirstImage) new Span<float>(scratch, sums).CopyTo(new Span<float>(totals, sums));
            else Add(totals, scratch, sums);
        }
        var result = a.ImagesPerChunk == 1 ? a.ResultOf(job.FirstImage) : a.Result;
        for (var group = job.FirstGroup; group < job.EndGroup; group++)
            for (var block = job.FirstBlock; block < job.EndBlock; block++)
                Unpack(a, job, group, block, (a.ImagesPerChunk == 1 ? scratch : totals) + job.Offset(a, group, block), result);
    }

    /// <inheritdoc/>
    public override void Combine(in WeightGradientArguments a, int chunk)
    {
        var first = (nint)chunk * CombinePiece;
        var count = Math.Min(CombinePiece, a.Weights - first);
        var to = a.Result + first;
        new Span<float>(a.ResultOf(0) + first, (int)count).CopyTo(new Span<float>(to, (int)count));
        for (var image = 1; image < a.Gradient.Images; image++) Add(to, a.ResultOf(image) + first, count);
    }

    private static void Add(float* to, float* from, nint count)
    {
        nint k = 0;
        for (; k + TS.Width <= count; k += TS.Width) TS.Store(to + k, TS.Add(TS.Load(to + k), TS.Load(from + k)));
        for (; k < count; k++) to[k] += from[k];
    }

    private static void OneImage(in WeightGradientArguments a, in Job job, int image, float* sums)
    {
        // A band is what the second cache holds for all blocks of the chunk, a strip in it what the first holds for one pair. Both are
        // ranges of rows or, of wide images, pieces of one row: either way pixels come in raster order.
        var blocks = 2 * Math.Min(a.GroupsPerChunk, a.Groups) + Math.Min(a.BlocksPerChunk, a.InputBlocks);
        var bandRows = Math.Clamp(BandBytes / (sizeof(float) * Lanes * blocks * a.Gradient.Width), 1, a.Gradient.Height);
        for (var row = 0; row < a.Gradient.Height; row += bandRows)
            for (var group = job.FirstGroup; group < job.EndGroup; group++)
                for (var block = job.FirstBlock; block < job.EndBlock; block++)
                    Band(a, job, image, group, block, row, Math.Min(row + bandRows, a.Gradient.Height), sums + job.Offset(a, group, block));
    }

    private static void Band(in WeightGradientArguments a, in Job job, int image, int group, int block, int firstRow, int endRow, float* sums)
    {
        const int Pixels = StripBytes / (sizeof(float) * Lanes * 3);
        var rows = Math.Clamp(Pixels / a.Gradient.Width, 1, a.Gradient.Height);
        var pieces = Math.Max(1, a.Gradient.Width / Pixels);
        for (var row = firstRow; row < endRow; row += rows)
            for (var piece = 0; piece < pieces; piece++)
            {
                int first = a.Gradient.Width * piece / pieces, end = a.Gradient.Width * (piece + 1) / pieces;
                Strip(a, job, image, group, block, row, Math.Min(rows, endRow - row), first, end - first, sums);
            }
    }

    private static void Strip(in WeightGradientArguments a, in Job job, int image, int group, int block, int row, int rows, int column, int columns, float* sums)
    {
        var strip = new WeightGradientStrip
        {
            Rows = rows,
            Columns = columns,
            InputPixel = a.InputPixel * a.Shape.StrideX,
            InputRow = a.InputRow * a.Shape.StrideY,
            InputTap = a.InputPixel * a.Shape.DilationX,
            GradientRow = a.Gradient.RowStride,
            GradientVector = TS.Width == Lanes ? a.Gradient.BlockStride : TS.Width,
            SumTap = (nint)a.Inner * Group,
        };
        var blocks = Math.Min(2, a.Gradient.Blocks - 2 * group);
        var input = a.Input + image * a.InputImage + block * a.InputBlock + row * strip.InputRow + column * strip.InputPixel;
        var gradient = a.Gradient.Row(image, 2 * group, row) + (nint)column * Lanes;
        bool newInput = group == job.FirstGroup, newGradient = block == job.FirstBlock;
        if (newInput || newGradient)
        {
            nint columnsOn = columns < a.Gradient.Width ? columns : 0, rowsOn = columnsOn == 0 ? rows : 0;
            var lowest = (a.Shape.KernelHeight - 1) * a.Shape.DilationY * a.InputRow;
            strip.AskFor(
                newInput ? input + columnsOn * strip.InputPixel + rowsOn * strip.InputRow + lowest : null,
                newGradient ? gradient + columnsOn * Lanes + rowsOn * strip.GradientRow : null,
                a.Gradient.BlockStride, blocks,
                (job.EndRow - job.FirstRow) * WeightGradientTiles<TS, TV, TD>.Calls(strip, blocks * Lanes / TS.Width, a.Columns, job.First, job.End));
        }
        else
        {
            strip.AskForNothing(input);
        }
        for (var kernelRow = job.FirstRow; kernelRow < job.EndRow; kernelRow++)
        {
            var x = input + (nint)kernelRow * a.Shape.DilationY * a.InputRow;
            var rowSums = sums + kernelRow * strip.SumTap * a.Columns;
            for (var lane = 0; lane < blocks * Lanes; lane += 2 * TS.Width)
            {
                var g = gradient + lane / Lanes * a.Gradient.BlockStride + lane % Lanes;
                WeightGradientTiles<TS, TV, TD>.Row(ref strip, Math.Min(2, (blocks * Lanes - lane) / TS.Width), a.Columns, job.First, job.End, x, g, rowSums + lane);
            }
        }
    }

    /// <summary>Sums <c>[kernel row][kernel column][input channel][32]</c> to the dense gradient, without padding lanes.</summary>
    private static void Unpack(in WeightGradientArguments a, in Job job, int group, int block, float* sums, float* result)
    {
        var inputs = a.Segments.Channels;
        var channels = a.Segments.InBlock(block, out var firstInput);
        var taps = a.Shape.KernelHeight * a.Shape.KernelWidth;
        var outputs = Math.Min(Group, a.Outputs - Group * group);
        for (var kernelRow = job.FirstRow; kernelRow < job.EndRow; kernelRow++)
            for (var column = 0; column < a.Columns; column++)
                for (var inner = job.First; inner < job.End; inner++)
                {
                    // An interleaved row of taps is one column: its floats are channels of several kernel columns.
                    var kernelColumn = a.Columns == a.Shape.KernelWidth ? column : inner / channels;
                    var channel = a.Columns == a.Shape.KernelWidth ? inner : inner % channels;
                    if (channel >= channels) continue;
                    var from = sums + (((nint)kernelRow * a.Columns + column) * a.Inner + inner) * Group;
                    var to = result + ((nint)Group * group * inputs + firstInput + channel) * taps + kernelRow * a.Shape.KernelWidth + kernelColumn;
                    for (var o = 0; o < outputs; o++) to[(nint)o * inputs * taps] = from[o];
                }
    }

    /// <summary>What a chunk computes: ranges of images, output pairs, input blocks, kernel rows and input floats.</summary>
    private readonly struct Job
    {
        public readonly int FirstImage;
        public readonly int EndImage;
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
            FirstBlock = chunk % blockJobs * a.BlocksPerChunk;
            chunk /= blockJobs;
            var groupJobs = (a.Groups + a.GroupsPerChunk - 1) / a.GroupsPerChunk;
            FirstGroup = chunk % groupJobs * a.GroupsPerChunk;
            FirstImage = chunk / groupJobs * a.ImagesPerChunk;
            (EndBlock, EndGroup, EndImage) = (Math.Min(FirstBlock + a.BlocksPerChunk, a.InputBlocks), Math.Min(FirstGroup + a.GroupsPerChunk, a.Groups), FirstImage + a.ImagesPerChunk);
            (FirstRow, EndRow) = (a.Shape.KernelHeight * rowPart / a.RowParts, a.Shape.KernelHeight * (rowPart + 1) / a.RowParts);
            (First, End) = (a.Inner * part / a.Parts, a.Inner * (part + 1) / a.Parts);
            SumsEach = (nint)a.Shape.KernelHeight * a.Columns * a.Inner * Group;
        }

        public nint Offset(in WeightGradientArguments a, int group, int block) =>
            ((nint)(group - FirstGroup) * a.BlocksPerChunk + block - FirstBlock) * SumsEach;
    }
}
