using Karyon.Core.Rasters;

namespace Karyon.Core.Filters;

/// <summary>
/// The exact Euclidean distance to the nearest background pixel, in time linear in the pixels
/// (Meijster, Roerdink and Hesselink 2000: columns first, then the lower envelope of parabolas along each row, all in integers).
/// </summary>
/// <remarks>
/// The frame of the image is no background, as in SciPy. An image without any background has no nearest one: there the pixels
/// around the frame count as background (SciPy gives the distance to a virtual point, which nothing should rely on).
/// </remarks>
public static class DistanceTransform
{
    /// <summary>Squared distances, exact, px².</summary>
    public static Raster<int> Squared(Raster<byte> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        int width = mask.Width, height = mask.Height;
        var result = new Raster<int>(width, height);
        if (result.Pixels.Length == 0) return result;
        var frame = mask.Pixels.AsSpan().IndexOf((byte)0) < 0;
        // Far is more than any distance inside the image, and small enough that sums of its squares stay inside a long.
        var far = width + height;
        var columns = ColumnDistances(mask, frame, far);
        var envelope = new Envelope(width);
        for (var row = 0; row < height; row++) envelope.Fill(columns.AsSpan(row * width, width), frame, frame, result.Row(row));
        return result;
    }

    /// <summary>
    /// Squared distances of labelled pixels to the nearest pixel of another label or of the background, exact, px²; 0 in the background. The same as
    /// <see cref="Squared(Raster{byte})"/> of every label by itself, but in time linear in the pixels however many labels there are.
    /// </summary>
    public static Raster<int> Squared(LabelMap labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int width = labels.Width, height = labels.Height;
        var result = new Raster<int>(width, height);
        if (result.Pixels.Length == 0) return result;
        var frame = labels.Pixels.AsSpan().IndexOfAnyExcept(labels.Pixels[0]) < 0;
        var columns = ColumnDistances(labels, frame, width + height);
        var envelope = new Envelope(width);
        for (var row = 0; row < height; row++)
        {
            // Beyond the ends of a run lies another label, nearer than whatever comes behind it: runs do not see each other.
            ReadOnlySpan<int> ids = labels.Raster.Row(row);
            for (int from = 0, to; from < width; from = to)
            {
                var length = ids[from..].IndexOfAnyExcept(ids[from]);
                to = length < 0 ? width : from + length;
                if (ids[from] == 0) continue;
                envelope.Fill(columns.AsSpan(row * width + from, to - from), frame || from > 0, frame || to < width, result.Row(row)[from..to]);
            }
        }
        return result;
    }

    /// <summary>Distances, px: the square root of <see cref="Squared(Raster{byte})"/>.</summary>
    public static Raster<double> Euclidean(Raster<byte> mask)
    {
        var squared = Squared(mask);
        var result = new Raster<double>(squared.Width, squared.Height);
        for (var i = 0; i < result.Pixels.Length; i++) result.Pixels[i] = Math.Sqrt(squared.Pixels[i]);
        return result;
    }

    /// <summary>Distance to the nearest background pixel of the same column, row-major.</summary>
    private static int[] ColumnDistances(Raster<byte> mask, bool frame, int far)
    {
        int width = mask.Width, height = mask.Height;
        var distances = new int[width * height];
        for (var row = 0; row < height; row++)
            for (var x = 0; x < width; x++)
            {
                var above = row == 0 ? (frame ? 0 : far) : distances[(row - 1) * width + x];
                distances[row * width + x] = mask[row, x] == 0 ? 0 : Math.Min(far, above + 1);
            }
        for (var row = height - 1; row >= 0; row--)
            for (var x = 0; x < width; x++)
            {
                var below = row == height - 1 ? (frame ? 0 : far) : distances[(row + 1) * width + x];
                ref var distance = ref distances[row * width + x];
                if (below + 1 < distance) distance = below + 1;
            }
        return distances;
    }

    /// <summary>Distance to the nearest pixel of another label of the same column, row-major; what is background is not read.</summary>
    private static int[] ColumnDistances(LabelMap labels, bool frame, int far)
    {
        int width = labels.Width, height = labels.Height;
        var distances = new int[width * height];
        for (var at = 0; at < distances.Length; at++)
        {
            var above = at < width ? (frame ? 0 : far) : labels.Pixels[at - width] == labels.Pixels[at] ? distances[at - width] : 0;
            distances[at] = Math.Min(far, above + 1);
        }
        for (var at = distances.Length - 1; at >= 0; at--)
        {
            var below = at + width >= distances.Length ? (frame ? 0 : far) : labels.Pixels[at + width] == labels.Pixels[at] ? distances[at + width] : 0;
            distances[at] = Math.Min(distances[at], below + 1);
        }
        return distances;
    }

    /// <summary>The lower envelope of the parabolas (x - i)² + g(i)² of one row, and of the background just before and behind it where there is some.</summary>
    private sealed class Envelope(int width)
    {
        private readonly int[] _vertex = new int[width];
        private readonly long[] _from = new long[width];

        public void Fill(ReadOnlySpan<int> g, bool before, bool behind, Span<int> squared)
        {
            var top = 0;
            (_vertex[0], _from[0]) = (0, 0);
            for (var u = 1; u < g.Length; u++)
            {
                while (top >= 0 && At(g, _vertex[top], _from[top]) > At(g, u, _from[top])) top--;
                if (top < 0)
                {
                    top = 0;
                    (_vertex[0], _from[0]) = (u, 0);
                    continue;
                }
                long i = _vertex[top];
                var crossing = (long)u * u - i * i + (long)g[u] * g[u] - (long)g[(int)i] * g[(int)i];
                var start = 1 + FloorDivide(crossing, 2 * (u - i));
                if (start >= g.Length) continue;
                top++;
                (_vertex[top], _from[top]) = (u, start);
            }
            for (var x = g.Length - 1; x >= 0; x--)
            {
                var distance = At(g, _vertex[top], x);
                if (before) distance = Math.Min(distance, (long)(x + 1) * (x + 1));
                if (behind) distance = Math.Min(distance, (long)(g.Length - x) * (g.Length - x));
                squared[x] = (int)distance;
                if (x == _from[top]) top--;
            }
        }

        private static long At(ReadOnlySpan<int> g, int vertex, long x) => (x - vertex) * (x - vertex) + (long)g[vertex] * g[vertex];

        private static long FloorDivide(long a, long b) => a / b - (a % b < 0 ? 1 : 0);
    }
}
