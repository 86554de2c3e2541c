using Karyon.Core.Rasters;

namespace Karyon.Learning.Training.Augmentation;

/// <summary>Cuts a window out of an image, its labels and its mask, at another pixel size and turned. Reusable; not thread safe.</summary>
internal sealed class CropResampler
{
    private readonly CropAxis _columns = new();
    private readonly CropAxis _rows = new();
    private float[] _along = [];
    private float[] _line = [];

    /// <summary>Sets the window up for an image of a size.</summary>
    public void Set(CropGeometry geometry, int side, int width, int height)
    {
        _columns.Set(geometry.X, geometry.Step, side, width, geometry.FlipX);
        _rows.Set(geometry.Y, geometry.Step, side, height, geometry.FlipY);
        Transpose = geometry.Transpose;
    }

    private bool Transpose { get; set; }

    /// <summary>Resamples colours: first along rows into floats, then along columns, rounded once.</summary>
    public void Colours(Raster<Rgb> source, Raster<Rgb> target)
    {
        int side = _columns.Length, line = 3 * side;
        var (first, last) = (int.MaxValue, -1);
        foreach (var row in _rows.Indices) (first, last) = (Math.Min(first, row), Math.Max(last, row));
        if (_along.Length < (last - first + 1) * line) _along = new float[(last - first + 1) * line];
        if (_line.Length < line) _line = new float[line];
        for (var row = first; row <= last; row++) AlongRow(source.Row(row), _along.AsSpan((row - first) * line, line));
        ReadOnlySpan<int> indices = _rows.Indices;
        ReadOnlySpan<float> weights = _rows.Weights;
        var sums = _line.AsSpan(0, line);
        for (var i = 0; i < side; i++)
        {
            sums.Fill(0.5f);
            for (var k = i * _rows.Taps; k < (i + 1) * _rows.Taps; k++)
            {
                var weight = weights[k];
                if (weight == 0) continue;
                var along = _along.AsSpan((indices[k] - first) * line, line);
                for (var x = 0; x < sums.Length; x++) sums[x] += weight * along[x];
            }
            Write(sums, i, target);
        }
    }

    /// <summary>Resamples ids by the nearest pixel; outside of the source, and where the mask says that nothing is known, there are none.</summary>
    /// <param name="source">The labels.</param>
    /// <param name="unknown">Non-zero where the labels say nothing; null: all is known.</param>
    /// <param name="target">The sample's labels.</param>
    /// <param name="known">1 where the sample's labels hold, else 0.</param>
    public void Labels(LabelMap source, Raster<byte>? unknown, LabelMap target, Span<float> known)
    {
        var side = _columns.Length;
        ReadOnlySpan<int> columns = _columns.Nearest;
        for (var i = 0; i < side; i++)
        {
            var row = _rows.Nearest[i];
            for (var j = 0; j < side; j++)
            {
                var at = Transpose ? j * side + i : i * side + j;
                var column = columns[j];
                var holds = row >= 0 && column >= 0 && (unknown is null || unknown.Pixels[row * source.Width + column] == 0);
                target.Pixels[at] = holds ? source.Pixels[row * source.Width + column] : 0;
                known[at] = holds ? 1 : 0;
            }
        }
    }

    private void AlongRow(ReadOnlySpan<Rgb> source, Span<float> target)
    {
        ReadOnlySpan<int> indices = _columns.Indices;
        ReadOnlySpan<float> weights = _columns.Weights;
        var taps = _columns.Taps;
        for (int j = 0, k = 0; j < _columns.Length; j++)
        {
            float r = 0, g = 0, b = 0;
            for (var end = k + taps; k < end; k++)
            {
                var pixel = source[indices[k]];
                var weight = weights[k];
                r += weight * pixel.R;
                g += weight * pixel.G;
                b += weight * pixel.B;
            }
            (target[3 * j], target[3 * j + 1], target[3 * j + 2]) = (r, g, b);
        }
    }

    private void Write(ReadOnlySpan<float> sums, int i, Raster<Rgb> target)
    {
        var side = _columns.Length;
        int at = Transpose ? i : i * side, stride = Transpose ? side : 1;
        for (var j = 0; j < side; j++, at += stride)
            target.Pixels[at] = new Rgb(ToByte(sums[3 * j]), ToByte(sums[3 * j + 1]), ToByte(sums[3 * j + 2]));
    }

    /// <summary>A sum that began at one half, to the nearest level; weights may sum to a little over 1.</summary>
    private static byte ToByte(float sum) => sum >= 255 ? (byte)255 : (byte)sum;
}
