using Karyon.Core.Filters;
using Karyon.Core.Filters.Kernels;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>
/// From the horizontal and vertical maps to the landscape that the watershed floods: steps 2 to 6 of hover_net's <c>__proc_np_hv</c>.
/// Energy is 1 less the border signal: high inside a nucleus, low where the maps jump from one nucleus to the next. The original's
/// <c>overall = max(1 - norm(Sobel x of h), 1 - norm(Sobel y of v), 0)</c> inside the blobs is <c>1 - energy</c>.
/// </summary>
/// <remarks>
/// Fixed range: on the four real label maps of the goldens (43 to 85 nuclei each at 0.25 to 0.5 µm/px) the published stretch runs from -0.07 to -0.115
/// (median -0.099) to 0.041 to 0.085 (median 0.077), in units of the response to a ramp of slope 1 of maps stretched to 0..1. The constants are
/// -0.1 and 0.075; the marker threshold 0.4 then lies at a slope of 0.005 per px: a marker is where both maps rise. A jump from 1 to -1, as between two
/// touching nuclei, responds with -0.176 (92378 / 2^19), so the range is about one full jump wide.
/// </remarks>
internal static class HoverEnergy
{
    /// <summary>Sobel response that counts as border signal 1, in ramps of slope 1 of a 0..1 map.</summary>
    public const double FixedLeast = -0.1;

    /// <summary>Sobel response that counts as border signal 0.</summary>
    public const double FixedGreatest = 0.075;

    /// <summary>Pixels of one machine word of the blob image: the unit in which work without foreground is skipped.</summary>
    private const int Block = 64;

    /// <summary>Fills the energy of the workspace, its markers (energy above a threshold, inside the blobs) and the levels of its flood.</summary>
    public static void Compute(HoverMaps maps, HoverOptions options, HoverWorkspace workspace)
    {
        var published = options.Normalization == HvNormalization.Published;
        if (published) ComputePublished(maps, workspace);
        else ComputeFixed(maps, workspace);
        FillFrame(workspace.Energy, maps.Width, maps.Height);
        Mark(options.OverallThreshold, workspace);
        Blur(workspace);
    }

    private static void ComputePublished(HoverMaps maps, HoverWorkspace workspace)
    {
        int width = maps.Width, height = maps.Height;
        var (h, v) = (RangeOf(maps, horizontal: true), RangeOf(maps, horizontal: false));
        double leastX = double.PositiveInfinity, greatestX = double.NegativeInfinity, leastY = leastX, greatestY = greatestX;
        for (var row = 0; row < height + Sobel21.Radius; row++)
        {
            if (row < height)
            {
                PixelRows.ScaleWiden(maps.HorizontalRow(row), h.Scale, h.Shift, workspace.Horizontal.PaddedRow);
                PixelRows.ScaleWiden(maps.VerticalRow(row), v.Scale, v.Shift, workspace.Vertical.PaddedRow);
                workspace.Horizontal.Push(row);
                workspace.Vertical.Push(row);
            }
            var target = row - Sobel21.Radius;
            if (target < 0) continue;
            var x = workspace.ResponsesX.AsSpan(target * width, width);
            var y = workspace.ResponsesY.AsSpan(target * width, width);
            workspace.Horizontal.Pull(target, 0, x);
            workspace.Vertical.Pull(target, 0, y);
            var (low, high) = PixelRows.Extremes<double>(x);
            (leastX, greatestX) = (Math.Min(leastX, low), Math.Max(greatestX, high));
            (low, high) = PixelRows.Extremes<double>(y);
            (leastY, greatestY) = (Math.Min(leastY, low), Math.Max(greatestY, high));
        }
        MinMaxNormalization stretchX = MinMaxNormalization.Between(leastX, greatestX), stretchY = MinMaxNormalization.Between(leastY, greatestY);
        var stride = width + 2;
        workspace.Energy.AsSpan(0, stride * (height + 2)).Clear();
        foreach (var run in workspace.BlobRuns.Runs)
        {
            var energy = workspace.Energy.AsSpan((run.Row + 1) * stride + 1, width);
            for (int x = run.Start, at = run.Row * width + run.Start; x < run.End; x++, at++)
            {
                // In float, as the original; the background's -1 is not there inside of a blob.
                var border = Math.Max(1 - stretchX.Apply(workspace.ResponsesX[at]), 1 - stretchY.Apply(workspace.ResponsesY[at]));
                energy[x] = 1 - Math.Max((double)border, 0);
            }
        }
    }

    private static MinMaxNormalization RangeOf(HoverMaps maps, bool horizontal)
    {
        float least = float.PositiveInfinity, greatest = float.NegativeInfinity;
        for (var row = 0; row < maps.Height; row++)
        {
            var (low, high) = PixelRows.Extremes(horizontal ? maps.HorizontalRow(row) : maps.VerticalRow(row));
            (least, greatest) = (Math.Min(least, low), Math.Max(greatest, high));
        }
        return MinMaxNormalization.Between(least, greatest);
    }

    // The maps stay in -1..1; half of the response is that of the map stretched to 0..1.
    private const double FixedScale = 0.5 / ((FixedGreatest - FixedLeast) * Sobel21.RampResponse);
    private const double FixedShift = -FixedLeast / (FixedGreatest - FixedLeast);

    /// <summary>Energy of the fixed range, at most 1, from the Sobel responses of maps in -1..1; not cut off below 0.</summary>
    internal static double OfResponses(double x, double y) => Math.Min(Math.Min(x, y) * FixedScale + FixedShift, 1);

    private static void ComputeFixed(HoverMaps maps, HoverWorkspace workspace)
    {
        int width = maps.Width, height = maps.Height, stride = width + 2;
        var blobs = workspace.Blobs;
        for (var row = 0; row < height + Sobel21.Radius; row++)
        {
            if (row < height && AnyBlob(blobs, row - Sobel21.Radius, row + Sobel21.Radius))
            {
                PixelRows.ClampWiden(maps.HorizontalRow(row), workspace.Horizontal.PaddedRow);
                PixelRows.ClampWiden(maps.VerticalRow(row), workspace.Vertical.PaddedRow);
                workspace.Horizontal.Push(row);
                workspace.Vertical.Push(row);
            }
            var target = row - Sobel21.Radius;
            if (target < 0) continue;
            var energy = workspace.Energy.AsSpan((target + 1) * stride + 1, width);
            energy.Clear();
            var words = blobs.Row(target);
            if (!words.ContainsAnyExcept(0UL)) continue;
            workspace.Horizontal.Aim(target);
            workspace.Vertical.Aim(target);
            for (var index = 0; index < words.Length; index++)
            {
                if (words[index] == 0) continue;
                int from = index * Block, count = Math.Min(Block, width - from);
                var x = workspace.ResponsesX.AsSpan(0, count);
                var y = workspace.ResponsesY.AsSpan(0, count);
                workspace.Horizontal.PullBlock(from, x);
                workspace.Vertical.PullBlock(from, y);
                var word = words[index];
                for (var i = 0; i < count; i++)
                {
                    energy[from + i] = (word >> i & 1) == 0 ? 0 : OfResponses(x[i], y[i]);
                }
            }
        }
    }

    /// <summary>Whether any of the rows from <paramref name="first"/> to <paramref name="last"/>, and their mirror at the border, holds foreground.</summary>
    private static bool AnyBlob(BitRaster blobs, int first, int last)
    {
        first = Math.Max(first, 0);
        last = Math.Min(last, blobs.Height - 1);
        return blobs.Words.AsSpan(first * blobs.WordsPerRow, (last - first + 1) * blobs.WordsPerRow).ContainsAnyExcept(0UL);
    }

    /// <summary>The frame of the blur: reflect-101 about the image.</summary>
    private static void FillFrame(double[] energy, int width, int height)
    {
        var stride = width + 2;
        for (var row = 0; row < height; row++)
        {
            var line = energy.AsSpan((row + 1) * stride, stride);
            line[0] = line[1 + Borders.Reflect101(-1, width)];
            line[width + 1] = line[1 + Borders.Reflect101(width, width)];
        }
        energy.AsSpan((1 + Borders.Reflect101(-1, height)) * stride, stride).CopyTo(energy.AsSpan(0, stride));
        energy.AsSpan((1 + Borders.Reflect101(height, height)) * stride, stride).CopyTo(energy.AsSpan((height + 1) * stride, stride));
    }

    /// <summary>Marker pixels: inside a blob, border signal below the threshold.</summary>
    private static void Mark(double threshold, HoverWorkspace workspace)
    {
        var (blobs, markers) = (workspace.Blobs, workspace.Markers);
        var stride = blobs.Width + 2;
        for (var row = 0; row < blobs.Height; row++)
        {
            var source = blobs.Row(row);
            var target = markers.Row(row);
            for (var index = 0; index < source.Length; index++)
            {
                ulong word = source[index], marked = 0;
                if (word != 0)
                {
                    var first = index * Block;
                    var energy = workspace.Energy.AsSpan((row + 1) * stride + 1 + first, Math.Min(Block, blobs.Width - first));
                    for (var i = 0; i < energy.Length; i++)
                        if (1 - energy[i] < threshold) marked |= 1UL << i;
                }
                target[index] = marked & word;
            }
        }
    }

    private static void Blur(HoverWorkspace workspace)
    {
        var blobs = workspace.Blobs;
        var flood = workspace.Flood;
        for (var row = 0; row < blobs.Height; row++)
        {
            var words = blobs.Row(row);
            for (var index = 0; index < words.Length; index++)
            {
                if (words[index] == 0) continue;
                int first = index * Block, count = Math.Min(Block, blobs.Width - first);
                var levels = flood.Levels.AsSpan(flood.At(row, first), count);
                FilterRows.Blur(workspace.Energy.AsSpan(row * flood.Stride + first), flood.Stride, levels);
                foreach (ref var level in levels) level = -level;
            }
        }
    }
}
