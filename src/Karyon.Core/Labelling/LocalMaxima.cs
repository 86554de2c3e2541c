using Karyon.Core.Rasters;

namespace Karyon.Core.Labelling;

/// <summary>
/// Peaks of an image as scikit-image 0.19's <c>peak_local_max</c> finds them; equal values keep raster order.
/// O(pixels times the window's side).
/// </summary>
public static class LocalMaxima
{
    /// <summary>The peaks of the whole image, highest first.</summary>
    public static IReadOnlyList<(int Row, int Column)> Find(Raster<double> image, LocalMaximaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new LocalMaximaOptions();
        if (image.Pixels.Length == 0) return [];
        var candidates = Candidates(image, null, options.MinimumDistance, Threshold(image, options));
        if (options.ExcludeBorder) ClearBorder(candidates, options.MinimumDistance);
        return Thin(image, candidates, options);
    }

    /// <summary>
    /// The peaks inside each label by itself, labels in rising order. A label that is flat keeps only the pixels that
    /// an opening by a 3x3 cross would remove.
    /// </summary>
    public static IReadOnlyList<(int Row, int Column)> Find(Raster<double> image, LabelMap labels, LocalMaximaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(labels);
        options ??= new LocalMaximaOptions();
        if (labels.Width != image.Width || labels.Height != image.Height)
            throw new ArgumentException($"labels of {labels.Width} x {labels.Height} do not fit an image of {image.Width} x {image.Height}", nameof(labels));
        var peaks = new List<(int, int)>();
        if (image.Pixels.Length == 0) return peaks;
        var threshold = Threshold(image, options);
        foreach (var (id, box) in Boxes(labels, options.ExcludeBorder ? options.MinimumDistance : 0))
        {
            var inside = new Raster<byte>(box.Width, box.Height);
            var values = image.Crop(box);
            for (var row = 0; row < box.Height; row++)
                for (var x = 0; x < box.Width; x++)
                {
                    var belongs = labels[box.Y + row, box.X + x] == id && !OnBorder(labels, box.Y + row, box.X + x, options);
                    inside[row, x] = belongs ? (byte)1 : (byte)0;
                    if (!belongs) values[row, x] = double.MinValue;
                }
            foreach (var (row, column) in Thin(values, Candidates(values, inside, options.MinimumDistance, threshold), options))
                peaks.Add((row + box.Y, column + box.X));
        }
        return peaks;
    }

    private static bool OnBorder(LabelMap labels, int row, int column, LocalMaximaOptions options)
    {
        var margin = options.ExcludeBorder ? options.MinimumDistance : 0;
        return row < margin || column < margin || row >= labels.Height - margin || column >= labels.Width - margin;
    }

    private static SortedDictionary<int, Rect> Boxes(LabelMap labels, int margin)
    {
        var boxes = new SortedDictionary<int, Rect>();
        for (var row = margin; row < labels.Height - margin; row++)
            for (var x = margin; x < labels.Width - margin; x++)
            {
                var id = labels[row, x];
                if (id <= 0) continue;
                if (!boxes.TryGetValue(id, out var box)) box = new Rect(x, row, 1, 1);
                int left = Math.Min(box.X, x), right = Math.Max(box.Right, x + 1);
                boxes[id] = new Rect(left, box.Y, right - left, row + 1 - box.Y);
            }
        return boxes;
    }

    private static double Threshold(Raster<double> image, LocalMaximaOptions options)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (var value in image.Pixels)
        {
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
        }
        var threshold = options.Threshold ?? least;
        return options.RelativeThreshold is { } share ? Math.Max(threshold, share * greatest) : threshold;
    }

    private static Raster<byte> Candidates(Raster<double> image, Raster<byte>? inside, int distance, double threshold)
    {
        var candidates = new Raster<byte>(image.Width, image.Height);
        var highest = WindowMaximum(image, distance);
        var flat = true;
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var peak = image.Pixels[i] == highest.Pixels[i];
            candidates.Pixels[i] = peak ? (byte)1 : (byte)0;
            if (!peak && (inside is null || inside.Pixels[i] != 0)) flat = false;
        }
        if (flat)
        {
            candidates.Pixels.AsSpan().Clear();
            if (inside is not null) MarkRemovedByCrossOpening(inside, candidates);
        }
        for (var i = 0; i < image.Pixels.Length; i++)
            if (!(image.Pixels[i] > threshold)) candidates.Pixels[i] = 0;
        return candidates;
    }

    /// <summary>The maximum of the window about each pixel; what lies outside of the image counts as 0.</summary>
    private static Raster<double> WindowMaximum(Raster<double> image, int distance)
    {
        int width = image.Width, height = image.Height;
        var along = new Raster<double>(width, height);
        var result = new Raster<double>(width, height);
        for (var row = 0; row < height; row++)
            for (var x = 0; x < width; x++)
            {
                var highest = x < distance || x + distance >= width ? 0 : double.NegativeInfinity;
                for (var k = Math.Max(0, x - distance); k <= Math.Min(width - 1, x + distance); k++) highest = Math.Max(highest, image[row, k]);
                along[row, x] = highest;
            }
        for (var row = 0; row < height; row++)
            for (var x = 0; x < width; x++)
            {
                var highest = row < distance || row + distance >= height ? 0 : double.NegativeInfinity;
                for (var k = Math.Max(0, row - distance); k <= Math.Min(height - 1, row + distance); k++) highest = Math.Max(highest, along[k, x]);
                result[row, x] = highest;
            }
        return result;
    }

    private static void MarkRemovedByCrossOpening(Raster<byte> inside, Raster<byte> removed)
    {
        var eroded = new Raster<byte>(inside.Width, inside.Height);
        for (var row = 0; row < inside.Height; row++)
            for (var x = 0; x < inside.Width; x++)
                eroded[row, x] = Cross(inside, row, x, all: true) ? (byte)1 : (byte)0;
        for (var row = 0; row < inside.Height; row++)
            for (var x = 0; x < inside.Width; x++)
                removed[row, x] = (inside[row, x] != 0) != Cross(eroded, row, x, all: false) ? (byte)1 : (byte)0;
    }

    /// <summary>Whether all (or any) of a pixel and its four neighbours are set; outside of the image nothing is.</summary>
    private static bool Cross(Raster<byte> mask, int row, int column, bool all)
    {
        ReadOnlySpan<(int Row, int Column)> cross = [(0, 0), (-1, 0), (0, -1), (0, 1), (1, 0)];
        foreach (var (down, right) in cross)
        {
            int r = row + down, c = column + right;
            var set = (uint)r < (uint)mask.Height && (uint)c < (uint)mask.Width && mask[r, c] != 0;
            if (set != all) return !all;
        }
        return all;
    }

    private static void ClearBorder(Raster<byte> candidates, int margin)
    {
        for (var row = 0; row < candidates.Height; row++)
            for (var x = 0; x < candidates.Width; x++)
                if (row < margin || x < margin || row >= candidates.Height - margin || x >= candidates.Width - margin) candidates[row, x] = 0;
    }

    private static List<(int Row, int Column)> Thin(Raster<double> image, Raster<byte> candidates, LocalMaximaOptions options)
    {
        var order = new List<int>();
        for (var i = 0; i < candidates.Pixels.Length; i++)
            if (candidates.Pixels[i] != 0) order.Add(i);
        order.Sort((a, b) => image.Pixels[a] != image.Pixels[b] ? image.Pixels[b].CompareTo(image.Pixels[a]) : a.CompareTo(b));
        var kept = new List<(int, int)>();
        var reach = options.MinimumDistance - 1;
        foreach (var at in order)
        {
            if (candidates.Pixels[at] == 0) continue;
            if (kept.Count == options.MaximumCount) break;
            var (row, column) = Math.DivRem(at, image.Width);
            kept.Add((row, column));
            for (var r = Math.Max(0, row - reach); r <= Math.Min(image.Height - 1, row + reach); r++)
                for (var c = Math.Max(0, column - reach); c <= Math.Min(image.Width - 1, column + reach); c++)
                    candidates[r, c] = 0;
        }
        return kept;
    }
}
