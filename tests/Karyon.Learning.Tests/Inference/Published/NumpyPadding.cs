using Karyon.Core.Rasters;

namespace Karyon.Learning.Tests.Inference.Published;

/// <summary>numpy's <c>pad(..., mode="reflect")</c> by its definition: one walks to and fro between the ends of the axis, turning at each without a rest.</summary>
internal static class NumpyPadding
{
    /// <summary>The indices of a padded axis.</summary>
    public static int[] Axis(int length, int before, int after)
    {
        var padded = new int[before + length + after];
        for (var i = 0; i < length; i++) padded[before + i] = i;
        int at = 0, step = 1;
        for (var i = before - 1; i >= 0; i--) padded[i] = Walk(ref at, ref step, length);
        (at, step) = (length - 1, -1);
        for (var i = before + length; i < padded.Length; i++) padded[i] = Walk(ref at, ref step, length);
        return padded;
    }

    /// <summary>A padded image.</summary>
    public static Raster<Rgb> Pad(Raster<Rgb> image, int top, int bottom, int left, int right)
    {
        int[] rows = Axis(image.Height, top, bottom), columns = Axis(image.Width, left, right);
        var padded = new Raster<Rgb>(columns.Length, rows.Length);
        for (var y = 0; y < rows.Length; y++)
            for (var x = 0; x < columns.Length; x++) padded[y, x] = image[rows[y], columns[x]];
        return padded;
    }

    /// <summary>A part of an image.</summary>
    public static Raster<Rgb> Cut(Raster<Rgb> image, int x, int y, int side)
    {
        var part = new Raster<Rgb>(side, side);
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++) part[row, column] = image[y + row, x + column];
        return part;
    }

    private static int Walk(ref int at, ref int step, int length)
    {
        if (length == 1) return 0;
        if (at + step < 0 || at + step >= length) step = -step;
        return at += step;
    }
}
