using Karyon.Core.Nuclei;

namespace Karyon.Data.Exports;

/// <summary>The pixels of a mask within a city-block distance of its outside: the line that an overlay draws.</summary>
internal static class InnerContour
{
    /// <summary>The contour's runs in raster order; O(box).</summary>
    /// <param name="mask">The nucleus.</param>
    /// <param name="thickness">Width of the line, px; 1 or 2.</param>
    public static Run[] Runs(PixelMask mask, int thickness)
    {
        var raster = mask.ToRaster(thickness);
        int stride = raster.Width, box = thickness;
        var pixels = raster.Pixels;
        var runs = new List<Run>();
        foreach (var run in mask.Runs)
        {
            var offset = (run.Row - mask.Bounds.Y + box) * stride + box - mask.Bounds.X;
            var start = -1;
            for (var column = run.Start; column < run.End; column++)
            {
                if (IsNearOutside(pixels, offset + column, stride, thickness))
                {
                    if (start < 0) start = column;
                }
                else if (start >= 0)
                {
                    runs.Add(new Run(run.Row, start, column));
                    start = -1;
                }
            }
            if (start >= 0) runs.Add(new Run(run.Row, start, run.End));
        }
        return [.. runs];
    }

    private static bool IsNearOutside(byte[] pixels, int at, int stride, int thickness)
    {
        if ((pixels[at - 1] & pixels[at + 1] & pixels[at - stride] & pixels[at + stride]) == 0) return true;
        return thickness > 1
            && (pixels[at - 2] & pixels[at + 2] & pixels[at - 2 * stride] & pixels[at + 2 * stride]
                & pixels[at - stride - 1] & pixels[at - stride + 1] & pixels[at + stride - 1] & pixels[at + stride + 1]) == 0;
    }
}
