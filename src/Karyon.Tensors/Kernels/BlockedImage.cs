namespace Karyon.Tensors.Kernels;

/// <summary>
/// A view of images in the blocked layout <c>[N][C/16][H + 2 halo][W + 2 halo][16]</c>. <see cref="Origin"/> points at lane 0 of pixel
/// (0, 0) of block 0 of image 0, inside the halo; strides are in floats, so a view may be a range of channel blocks of a wider
/// buffer. The halo is zero wherever a kernel may read it; channels past the last are zero.
/// </summary>
internal readonly unsafe struct BlockedImage(float* origin, int images, int blocks, int height, int width, int halo,
    nint imageStride, nint blockStride, nint rowStride)
{
    /// <summary>Channels in a block.</summary>
    public const int Lanes = 16;

    public readonly float* Origin = origin;
    public readonly int Images = images;
    public readonly int Blocks = blocks;
    public readonly int Height = height;
    public readonly int Width = width;
    public readonly int Halo = halo;
    public readonly nint ImageStride = imageStride;
    public readonly nint BlockStride = blockStride;
    public readonly nint RowStride = rowStride;

    /// <summary>The first float of a row, inside the halo.</summary>
    public float* Row(int image, int block, int row) => Origin + image * ImageStride + block * BlockStride + row * RowStride;

    /// <summary>Floats that a dense buffer of this geometry takes.</summary>
    public static long Floats(int images, int blocks, int height, int width, int halo) =>
        (long)images * blocks * (height + 2 * halo) * (width + 2 * halo) * Lanes;

    /// <summary>A dense view over a buffer of <see cref="Floats"/> floats that starts at <paramref name="buffer"/>.</summary>
    public static BlockedImage Dense(float* buffer, int images, int blocks, int height, int width, int halo)
    {
        nint row = (nint)(width + 2 * halo) * Lanes, block = row * (height + 2 * halo), image = block * blocks;
        return new BlockedImage(buffer + halo * row + halo * Lanes, images, blocks, height, width, halo, image, block, row);
    }

    /// <summary>The same view of a range of channel blocks.</summary>
    public BlockedImage Slice(int firstBlock, int blocks) =>
        new(Origin + firstBlock * BlockStride, Images, blocks, Height, Width, Halo, ImageStride, BlockStride, RowStride);

    /// <summary>A view of some rows and columns, without a halo: what lies around them is not zero.</summary>
    public BlockedImage Window(int top, int left, int height, int width) =>
        new(Origin + top * RowStride + (nint)left * Lanes, Images, Blocks, height, width, 0, ImageStride, BlockStride, RowStride);

    /// <summary>The same view of one image.</summary>
    public BlockedImage Sample(int image) => new(Origin + image * ImageStride, 1, Blocks, Height, Width, Halo, ImageStride, BlockStride, RowStride);

    /// <summary>Whether pixels follow each other without gaps, so that <see cref="AsOneRow"/> is possible.</summary>
    public bool IsGapless => Halo == 0 && RowStride == (nint)Width * Lanes;

    /// <summary>The same pixels as one row; for images without gaps.</summary>
    public BlockedImage AsOneRow() => new(Origin, Images, Blocks, Math.Min(1, Height), Height * Width, 0, ImageStride, BlockStride, RowStride * Height);

    /// <summary>Images of a single row each, as the rows of one image.</summary>
    public BlockedImage AsRowsOfOneImage() => new(Origin, Math.Min(1, Images), Blocks, Images, Width, 0, ImageStride, BlockStride, ImageStride);

    /// <summary>Zeroes the halo of rows [first, last) of one block; the rows above and below the image go with its first and last row.</summary>
    public void ZeroHalo(int image, int block, int first, int last)
    {
        if (Halo == 0) return;
        var side = (nuint)(Halo * Lanes * sizeof(float));
        for (var row = first; row < last; row++)
        {
            var start = Row(image, block, row);
            System.Runtime.InteropServices.NativeMemory.Clear(start - Halo * Lanes, side);
            System.Runtime.InteropServices.NativeMemory.Clear(start + (nint)Width * Lanes, side);
        }
        var whole = (nuint)((Width + 2 * Halo) * Lanes * sizeof(float));
        for (var k = 1; k <= Halo; k++)
        {
            if (first == 0)
                System.Runtime.InteropServices.NativeMemory.Clear(Row(image, block, -k) - Halo * Lanes, whole);
            if (last == Height)
                System.Runtime.InteropServices.NativeMemory.Clear(Row(image, block, Height - 1 + k) - Halo * Lanes, whole);
        }
    }
}
