using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>
/// What a weight gradient reads and writes: the input of a convolution, the gradient of its output, and the dense gradient
/// <c>[O, I, kernel rows, kernel columns]</c> that is overwritten.
/// </summary>
internal readonly unsafe struct WeightGradientArguments
{
    /// <summary>Multiply-adds below which a chunk is not split further: some 20 to 40 microseconds.</summary>
    private const long SmallestChunk = 2_000_000;

    /// <summary>
    /// Chunks that are left when blocks share a chunk. A chunk reads all pixels of its blocks, so the fewer blocks and taps it has, the
    /// more memory traffic there is for each multiply-add.
    /// </summary>
    private const int EnoughChunks = 8;

    /// <summary>Output pixels of an image from which on storing and adding its weights' sums costs little beside computing them.</summary>
    private const long PixelsOfLargeImage = 512;

    /// <summary>Chunks below which input channels and kernel rows are split: each split reads everything once more, so there are no more than this needs.</summary>
    private const int FewestChunks = 4;

    /// <summary>Pairs of output blocks times input blocks from which on each is a chunk for all images.</summary>
    private const int JobsThatSuffice = 16;

    /// <summary>Taps up to which several blocks share a chunk: with one tap, a pixel that is read once must serve many sums.</summary>
    private const int FewTaps = 4;

    public readonly BlockedImage Gradient;
    public readonly ConvShape Shape;
    public readonly float* Result;
    public readonly int Outputs;

    /// <summary>Logical input channels; for an interleaved input one segment.</summary>
    public readonly ChannelSegments Segments;

    /// <summary>The input at tap (0, 0) of output pixel (0, 0), in the padding.</summary>
    public readonly float* Input;

    public readonly nint InputImage;
    public readonly nint InputBlock;
    public readonly nint InputRow;
    public readonly nint InputPixel;

    /// <summary>Input blocks; 1 for an interleaved input.</summary>
    public readonly int InputBlocks;

    /// <summary>Kernel columns as the tiles see them: an interleaved row of taps without gaps is one column of many channels.</summary>
    public readonly int Columns;

    /// <summary>Input floats side by side at a kernel column.</summary>
    public readonly int Inner;

    /// <summary>Ranges of kernel rows that are chunks of their own.</summary>
    public readonly int RowParts;

    /// <summary>Ranges of <see cref="Inner"/> that are chunks of their own.</summary>
    public readonly int Parts;

    /// <summary>Pairs of output blocks in a chunk.</summary>
    public readonly int GroupsPerChunk;

    /// <summary>Images in a chunk: one or all.</summary>
    public readonly int ImagesPerChunk;

    /// <summary>Where each image's sums are kept, one dense gradient after the other; null where chunks take all images.</summary>
    public readonly float* Partials;

    /// <summary>Input blocks in a chunk.</summary>
    public readonly int BlocksPerChunk;

    private WeightGradientArguments(in BlockedImage gradient, int outputs, in ConvShape shape, float* result, float* partials, in ChannelSegments segments,
        float* origin, nint image, nint block, nint row, nint pixel, int inputBlocks, int columns, int inner)
    {
        Gradient = gradient;
        Outputs = outputs;
        Shape = shape;
        Result = result;
        Segments = segments;
        Input = origin - shape.PadTop * row - shape.PadLeft * pixel;
        InputImage = image;
        InputBlock = block;
        InputRow = row;
        InputPixel = pixel;
        InputBlocks = inputBlocks;
        Columns = columns;
        Inner = inner;
        Partials = partials;
        (RowParts, Parts, GroupsPerChunk, BlocksPerChunk, ImagesPerChunk) = (1, 1, 1, 1, Math.Max(1, gradient.Images));
        var macs = (long)gradient.Images * gradient.Height * gradient.Width * gradient.Blocks * BlockedImage.Lanes * inputBlocks * shape.KernelHeight * columns * inner;
        if (PartialFloats(gradient.Images, (long)gradient.Height * gradient.Width, outputs, segments, shape) > 0)
        {
            if (partials == null && result != null) throw new ArgumentException("weight gradient: images of this size are summed one by one; give memory for their partial sums", nameof(partials));
            (ImagesPerChunk, GroupsPerChunk, BlocksPerChunk) = (1, Groups, inputBlocks);
            if (gradient.Images < EnoughChunks && GroupsPerChunk > 1) GroupsPerChunk = (GroupsPerChunk + 1) / 2;
            while (gradient.Images * Pieces(Groups, GroupsPerChunk) * Pieces(inputBlocks, BlocksPerChunk) < EnoughChunks && BlocksPerChunk > 1) BlocksPerChunk = (BlocksPerChunk + 1) / 2;
        }
        else if (shape.Taps <= FewTaps)
        {
            while (BlocksPerChunk < 4 && Groups * Pieces(inputBlocks, 2 * BlocksPerChunk) >= EnoughChunks) BlocksPerChunk *= 2;
            if (Pieces(Groups, 2) * Pieces(inputBlocks, BlocksPerChunk) >= EnoughChunks) GroupsPerChunk = 2;
        }
        var jobs = Pieces(gradient.Images, ImagesPerChunk) * Pieces(Groups, GroupsPerChunk) * Pieces(inputBlocks, BlocksPerChunk);
        while (jobs * Parts < FewestChunks && Parts < 4 && inner >= 8 && macs / (jobs * Parts * 2) >= SmallestChunk) Parts *= 2;
        while (jobs * Parts * RowParts < FewestChunks && RowParts < shape.KernelHeight && macs / (jobs * Parts * (RowParts + 1)) >= SmallestChunk) RowParts++;
    }

    /// <summary>Pairs of output blocks; the last may be a single block.</summary>
    public int Groups => (Gradient.Blocks + 1) / 2;

    /// <summary>Independent pieces of work.</summary>
    public int Chunks => Pieces(Gradient.Images, ImagesPerChunk) * Pieces(Groups, GroupsPerChunk) * Pieces(InputBlocks, BlocksPerChunk) * RowParts * Parts;

    /// <summary>Weights of the dense gradient.</summary>
    public nint Weights => (nint)Outputs * Segments.Channels * Shape.KernelHeight * Shape.KernelWidth;

    /// <summary>Whether chunks take one image each, so that their sums are added afterwards.</summary>
    public bool ByImage => ImagesPerChunk < Gradient.Images;

    /// <summary>Where the sums of an image go that is a chunk's only one.</summary>
    public float* ResultOf(int image) => ByImage ? Partials + image * Weights : Result;

    /// <summary>Floats for the sums of single images: 0 where chunks take all images, because images are small or there are enough pairs of blocks.</summary>
    public static long PartialFloats(int images, long pixels, int outputs, in ChannelSegments segments, in ConvShape shape)
    {
        var jobs = Pieces(ChannelSegments.BlocksOf(outputs), 2) * segments.Blocks;
        return images > 1 && pixels >= PixelsOfLargeImage && (jobs < JobsThatSuffice || shape.Taps <= FewTaps)
            ? images * (long)outputs * segments.Channels * shape.KernelHeight * shape.KernelWidth
            : 0;
    }

    /// <summary>For an input in blocks whose halo holds the kernel's padding; the gradient's blocks hold <paramref name="outputs"/> channels.</summary>
    /// <exception cref="ArgumentException">The kernel reaches past the halo.</exception>
    public static WeightGradientArguments Blocked(in BlockedImage input, in ChannelSegments segments, in BlockedImage gradient, int outputs, in ConvShape shape, float* result, float* partials)
    {
        Check(gradient, shape, input.Height, input.Width, input.Halo);
        return new(gradient, outputs, shape, result, partials, segments, input.Origin, input.ImageStride, input.BlockStride, input.RowStride,
            BlockedImage.Lanes, input.Blocks, shape.KernelWidth, BlockedImage.Lanes);
    }

    /// <summary>For an interleaved input of at most 16 channels.</summary>
    /// <exception cref="ArgumentException">The kernel reaches past the halo, or there are more channels.</exception>
    public static WeightGradientArguments Interleaved(in InterleavedImage input, in BlockedImage gradient, int outputs, in ConvShape shape, float* result, float* partials)
    {
        Check(gradient, shape, input.Height, input.Width, input.Halo);
        if (input.Channels > BlockedImage.Lanes)
            throw new ArgumentException($"weight gradient: an interleaved input of {input.Channels} channels; use the blocked layout above {BlockedImage.Lanes}");
        var gapless = shape.DilationX == 1;
        return new(gradient, outputs, shape, result, partials, new ChannelSegments(input.Channels), input.Origin, input.ImageStride, 0, input.RowStride,
            input.Channels, 1, gapless ? 1 : shape.KernelWidth, gapless ? shape.KernelWidth * input.Channels : input.Channels);
    }

    private static int Pieces(int all, int each) => (all + each - 1) / each;

    private static void Check(in BlockedImage gradient, in ConvShape shape, int height, int width, int halo)
    {
        if (shape.GroupInputs != 0) throw new ArgumentException("weight gradient: the convolution has groups; this kernel is for dense ones");
        var bottom = (gradient.Height - 1) * shape.StrideY + (shape.KernelHeight - 1) * shape.DilationY - shape.PadTop;
        var right = (gradient.Width - 1) * shape.StrideX + (shape.KernelWidth - 1) * shape.DilationX - shape.PadLeft;
        if (shape.PadTop > halo || shape.PadLeft > halo || bottom >= height + halo || right >= width + halo)
            throw new ArgumentException($"weight gradient: a kernel {shape} for {gradient.Height} x {gradient.Width} outputs reaches past an input of {height} x {width} with a halo of {halo}; plan a wider halo");
    }
}
