using Karyon.Core.Rasters;

namespace Karyon.Core.Filters;

/// <summary>
/// Erosion and dilation by OpenCV's 5x5 ellipse (rows 00100, 11111, 11111, 11111, 00100), 64 pixels at a time.
/// Pixels outside of the image are ignored by both: an erosion does not eat at the border.
/// </summary>
public static class EllipseMorphology
{
    /// <summary>The pixels whose neighbourhood is all set.</summary>
    public static void Erode(BitRaster source, BitRaster destination) => Apply(source, destination, ulong.MaxValue);

    /// <summary>The pixels whose neighbourhood has any set.</summary>
    public static void Dilate(BitRaster source, BitRaster destination) => Apply(source, destination, 0);

    /// <summary>Erosion, then dilation; <paramref name="eroded"/> holds the intermediate. The result may replace the source.</summary>
    public static void Open(BitRaster source, BitRaster eroded, BitRaster destination)
    {
        Erode(source, eroded);
        Dilate(eroded, destination);
    }

    /// <summary>Erodes by dilating the complement: what lies outside of the image is 0 in both, so it is ignored by both.</summary>
    private static void Apply(BitRaster source, BitRaster destination, ulong flip)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        if (ReferenceEquals(source, destination)) throw new ArgumentException("the result needs an image of its own", nameof(destination));
        destination.Reshape(source.Width, source.Height);
        int height = source.Height, words = source.WordsPerRow;
        for (var row = 0; row < height; row++)
        {
            var result = destination.Row(row);
            for (var index = 0; index < words; index++)
            {
                var any = Wide(source, row, index, flip);
                if (row > 0) any |= Wide(source, row - 1, index, flip);
                if (row + 1 < height) any |= Wide(source, row + 1, index, flip);
                if (row > 1) any |= Word(source, row - 2, index, flip);
                if (row + 2 < height) any |= Word(source, row + 2, index, flip);
                result[index] = (any ^ flip) & (index == words - 1 ? source.LastWordMask : ulong.MaxValue);
            }
        }
    }

    private static ulong Word(BitRaster image, int row, int index, ulong flip)
    {
        if ((uint)index >= (uint)image.WordsPerRow) return 0;
        var word = image.Words[row * image.WordsPerRow + index] ^ flip;
        return index == image.WordsPerRow - 1 ? word & image.LastWordMask : word;
    }

    /// <summary>A word of a row, dilated by 2 px to both sides.</summary>
    private static ulong Wide(BitRaster image, int row, int index, ulong flip)
    {
        var word = Word(image, row, index, flip);
        ulong before = Word(image, row, index - 1, flip), after = Word(image, row, index + 1, flip);
        return word | word << 1 | word << 2 | word >> 1 | word >> 2 | before >> 63 | before >> 62 | after << 63 | after << 62;
    }
}
