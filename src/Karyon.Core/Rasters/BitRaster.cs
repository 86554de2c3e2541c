using System.Numerics;

namespace Karyon.Core.Rasters;

/// <summary>
/// A binary image of one bit per pixel, row-major; rows start at a new 64-bit word, bit 0 of a word is its leftmost pixel,
/// and the bits behind a row's last pixel are 0. Not thread safe while written.
/// </summary>
public sealed class BitRaster
{
    /// <summary>Makes an image of zeros.</summary>
    /// <param name="width">Columns, px; 0 or more.</param>
    /// <param name="height">Rows, px; 0 or more.</param>
    public BitRaster(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        (Width, Height, WordsPerRow) = (width, height, (width + 63) / 64);
        Words = new ulong[checked(WordsPerRow * height)];
    }

    /// <summary>Columns, px.</summary>
    public int Width { get; private set; }

    /// <summary>Rows, px.</summary>
    public int Height { get; private set; }

    /// <summary>64-bit words per row.</summary>
    public int WordsPerRow { get; private set; }

    /// <summary>The words of all rows; longer than needed after <see cref="Reshape"/> to a smaller size.</summary>
    internal ulong[] Words { get; private set; }

    /// <summary>The bits of the last word of a row that are pixels.</summary>
    public ulong LastWordMask => (Width & 63) == 0 ? ulong.MaxValue : (1UL << (Width & 63)) - 1;

    /// <summary>The words of one row.</summary>
    public Span<ulong> Row(int row) => Words.AsSpan(row * WordsPerRow, WordsPerRow);

    /// <summary>Whether a pixel is set.</summary>
    public bool this[int row, int column]
    {
        get => (Words[row * WordsPerRow + (column >> 6)] >> (column & 63) & 1) != 0;
        set
        {
            ref var word = ref Words[row * WordsPerRow + (column >> 6)];
            var bit = 1UL << (column & 63);
            word = value ? word | bit : word & ~bit;
        }
    }

    /// <summary>The bits of the non-zero pixels of a raster.</summary>
    public static BitRaster FromRaster(Raster<byte> raster)
    {
        ArgumentNullException.ThrowIfNull(raster);
        var bits = new BitRaster(raster.Width, raster.Height);
        for (var row = 0; row < raster.Height; row++)
        {
            var pixels = raster.Row(row);
            var words = bits.Row(row);
            for (var x = 0; x < pixels.Length; x++)
                if (pixels[x] != 0) words[x >> 6] |= 1UL << (x & 63);
        }
        return bits;
    }

    /// <summary>The image as a 0/1 raster.</summary>
    public Raster<byte> ToRaster()
    {
        var raster = new Raster<byte>(Width, Height);
        for (var row = 0; row < Height; row++)
        {
            var pixels = raster.Row(row);
            var words = Row(row);
            for (var x = 0; x < pixels.Length; x++) pixels[x] = (byte)(words[x >> 6] >> (x & 63) & 1);
        }
        return raster;
    }

    /// <summary>Changes the size, keeping the memory where it suffices; the bits are undefined afterwards.</summary>
    internal void Reshape(int width, int height)
    {
        (Width, Height, WordsPerRow) = (width, height, (width + 63) / 64);
        var needed = checked(WordsPerRow * height);
        if (Words.Length < needed) Words = new ulong[needed];
    }

    /// <summary>Sets the columns [<paramref name="start"/>, <paramref name="end"/>) of a row to 1.</summary>
    public void Fill(int row, int start, int end) => Change(row, start, end, set: true);

    /// <summary>Sets the columns [<paramref name="start"/>, <paramref name="end"/>) of a row to 0.</summary>
    public void Clear(int row, int start, int end) => Change(row, start, end, set: false);

    /// <summary>The first column from <paramref name="from"/> on whose bit equals <paramref name="value"/>, or the width where there is none.</summary>
    internal static int Find(ReadOnlySpan<ulong> row, int from, int width, bool value)
    {
        if (from >= width) return width;
        var flip = value ? 0 : ulong.MaxValue;
        var index = from >> 6;
        var word = (row[index] ^ flip) & ulong.MaxValue << (from & 63);
        while (word == 0)
        {
            if (++index >= row.Length) return width;
            word = row[index] ^ flip;
        }
        return Math.Min(width, (index << 6) + BitOperations.TrailingZeroCount(word));
    }

    private void Change(int row, int start, int end, bool set)
    {
        if (start >= end) return;
        var words = Row(row);
        int first = start >> 6, last = (end - 1) >> 6;
        for (var index = first; index <= last; index++)
        {
            var bits = ulong.MaxValue;
            if (index == first) bits &= ulong.MaxValue << (start & 63);
            if (index == last) bits &= ulong.MaxValue >> (63 - ((end - 1) & 63));
            words[index] = set ? words[index] | bits : words[index] & ~bits;
        }
    }
}
