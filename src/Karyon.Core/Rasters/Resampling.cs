namespace Karyon.Core.Rasters;

/// <summary>
/// Changes the pixel size of RGB images, by windows: area average when it reduces, bilinear when it enlarges (see <see cref="ResamplingAxis"/>).
/// Values are linear in the stored samples and rounded once, half up. Keeps its working memory between calls; not thread safe.
/// </summary>
public sealed class Resampling
{
    private float[] _rows = [];
    private float[] _sum = [];
    private float[] _weights = [];

    /// <summary>Resamples a whole image.</summary>
    /// <param name="source">The image, not empty.</param>
    /// <param name="width">Columns of the result, px; 1 or more.</param>
    /// <param name="height">Rows of the result, px; 1 or more.</param>
    public static Raster<Rgb> Resize(Raster<Rgb> source, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(source);
        var target = new Raster<Rgb>(width, height);
        new Resampling().Resize(
            source, new Rect(0, 0, source.Width, source.Height), new ResamplingAxis(source.Width, width), new ResamplingAxis(source.Height, height),
            new Rect(0, 0, width, height), target);
        return target;
    }

    /// <summary>Computes a window of the target from a window of the source. O(source pixels + target pixels x taps).</summary>
    /// <param name="source">Pixels of <paramref name="sourceWindow"/>.</param>
    /// <param name="sourceWindow">Where they lie in the whole source; at least <see cref="ResamplingAxis.SourceRange"/> of the target window.</param>
    /// <param name="axisX">The columns' axis, over the whole images.</param>
    /// <param name="axisY">The rows' axis, over the whole images.</param>
    /// <param name="targetWindow">What to compute, inside the whole target.</param>
    /// <param name="target">Where it is written.</param>
    /// <param name="left">Column of the window's first pixel in <paramref name="target"/>.</param>
    /// <param name="top">Row of the window's first pixel in <paramref name="target"/>.</param>
    /// <exception cref="ArgumentException">The source's size does not fit its window, or a window is too small or too large.</exception>
    public void Resize(
        Raster<Rgb> source, Rect sourceWindow, ResamplingAxis axisX, ResamplingAxis axisY, Rect targetWindow, Raster<Rgb> target, int left = 0, int top = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (source.Width != sourceWindow.Width || source.Height != sourceWindow.Height)
            throw new ArgumentException("the source has another size than its window", nameof(source));
        if (left < 0 || top < 0 || left + targetWindow.Width > target.Width || top + targetWindow.Height > target.Height)
            throw new ArgumentException($"the window {targetWindow} does not fit the target of {target.Width} x {target.Height} px at {left}, {top}", nameof(target));
        if (targetWindow.IsEmpty) return;
        var (firstX, endX) = axisX.SourceRange(targetWindow.X, targetWindow.Right);
        var (firstY, endY) = axisY.SourceRange(targetWindow.Y, targetWindow.Bottom);
        if (firstX < sourceWindow.X || endX > sourceWindow.Right || firstY < sourceWindow.Y || endY > sourceWindow.Bottom)
            throw new ArgumentException($"the source window {sourceWindow} lacks pixels of the columns {firstX} to {endX} and rows {firstY} to {endY}", nameof(sourceWindow));
        var samples = 3 * targetWindow.Width;
        Reserve(ref _rows, checked((endY - firstY) * samples));
        Reserve(ref _sum, samples);
        PrepareColumns(axisX, targetWindow);
        for (var row = firstY; row < endY; row++)
            ResizeRow(source.Row(row - sourceWindow.Y), sourceWindow.X, axisX, targetWindow, _rows.AsSpan((row - firstY) * samples, samples));
        for (var row = 0; row < targetWindow.Height; row++)
        {
            var sum = _sum.AsSpan(0, samples);
            sum.Clear();
            var (first, count) = axisY.Taps(targetWindow.Y + row);
            for (var tap = first; tap < first + count; tap++)
            {
                var weight = axisY.Weight(targetWindow.Y + row, tap);
                var line = _rows.AsSpan((tap - firstY) * samples, samples);
                for (var i = 0; i < sum.Length; i++) sum[i] += weight * line[i];
            }
            var output = target.Row(top + row).Slice(left, targetWindow.Width);
            for (var x = 0; x < output.Length; x++) output[x] = new Rgb(ToByte(sum[3 * x]), ToByte(sum[3 * x + 1]), ToByte(sum[3 * x + 2]));
        }
    }

    /// <summary>The weights of all columns, as many places for each as the most taps of one.</summary>
    private void PrepareColumns(ResamplingAxis axis, Rect window)
    {
        var places = Places(axis);
        Reserve(ref _weights, window.Width * places);
        for (var x = 0; x < window.Width; x++)
        {
            var (first, count) = axis.Taps(window.X + x);
            for (var tap = 0; tap < count; tap++) _weights[x * places + tap] = axis.Weight(window.X + x, first + tap);
        }
    }

    private void ResizeRow(ReadOnlySpan<Rgb> source, int sourceX, ResamplingAxis axis, Rect window, Span<float> output)
    {
        var places = Places(axis);
        for (var x = 0; x < window.Width; x++)
        {
            var (first, count) = axis.Taps(window.X + x);
            float red = 0, green = 0, blue = 0;
            for (var tap = 0; tap < count; tap++)
            {
                var weight = _weights[x * places + tap];
                var pixel = source[first - sourceX + tap];
                red += weight * pixel.R;
                green += weight * pixel.G;
                blue += weight * pixel.B;
            }
            (output[3 * x], output[3 * x + 1], output[3 * x + 2]) = (red, green, blue);
        }
    }

    private static int Places(ResamplingAxis axis) => (int)Math.Ceiling(axis.Scale) + 2;

    private static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);

    private static void Reserve(ref float[] array, int length)
    {
        if (array.Length < length) array = new float[length];
    }
}
