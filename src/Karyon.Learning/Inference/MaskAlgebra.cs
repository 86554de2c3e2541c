using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>Sets of pixels as runs: how much two share, their union, their difference. O(runs).</summary>
internal static class MaskAlgebra
{
    /// <summary>Number of pixels that two masks share.</summary>
    public static int CommonArea(PixelMask a, PixelMask b)
    {
        ReadOnlySpan<Run> left = a.Runs, right = b.Runs;
        var common = 0;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            var (x, y) = (left[i], right[j]);
            if (x.Row == y.Row) common += Math.Max(0, Math.Min(x.End, y.End) - Math.Max(x.Start, y.Start));
            if (x.Row < y.Row || (x.Row == y.Row && x.End <= y.End)) i++;
            else j++;
        }
        return common;
    }

    /// <summary>Number of a mask's pixels in a window.</summary>
    public static int AreaWithin(PixelMask mask, Rect window)
    {
        var area = 0;
        foreach (var run in mask.Runs)
            if (run.Row >= window.Y && run.Row < window.Bottom) area += Math.Max(0, Math.Min(run.End, window.Right) - Math.Max(run.Start, window.X));
        return area;
    }

    /// <summary>The pixels of either.</summary>
    public static PixelMask Union(PixelMask a, PixelMask b)
    {
        var merged = new List<Run>(a.Runs.Length + b.Runs.Length);
        ReadOnlySpan<Run> left = a.Runs, right = b.Runs;
        for (int i = 0, j = 0; i < left.Length || j < right.Length;)
        {
            var next = j == right.Length || (i < left.Length && IsBefore(left[i], right[j])) ? left[i++] : right[j++];
            if (merged.Count > 0 && merged[^1].Row == next.Row && merged[^1].End >= next.Start)
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, next.End) };
            else merged.Add(next);
        }
        return new PixelMask(merged);
    }

    /// <summary>The pixels of the first that the second lacks; null where there is none.</summary>
    public static PixelMask? Subtract(PixelMask mask, PixelMask removed)
    {
        var rest = new List<Run>();
        var taken = removed.Runs;
        var j = 0;
        foreach (var run in mask.Runs)
        {
            while (j < taken.Length && (taken[j].Row < run.Row || (taken[j].Row == run.Row && taken[j].End <= run.Start))) j++;
            var start = run.Start;
            for (var k = j; k < taken.Length && taken[k].Row == run.Row && taken[k].Start < run.End; k++)
            {
                if (taken[k].Start > start) rest.Add(new Run(run.Row, start, taken[k].Start));
                start = Math.Max(start, taken[k].End);
            }
            if (start < run.End) rest.Add(new Run(run.Row, start, run.End));
        }
        return rest.Count == 0 ? null : new PixelMask(rest);
    }

    private static bool IsBefore(Run a, Run b) => a.Row < b.Row || (a.Row == b.Row && a.Start < b.Start);
}
