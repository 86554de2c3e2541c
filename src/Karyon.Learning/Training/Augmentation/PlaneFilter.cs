using Karyon.Core.Filters;

namespace Karyon.Learning.Training.Augmentation;

/// <summary>Gaussian blur and unsharp mask of a square plane of floats; beyond the border the edge is repeated. Reusable; not thread safe.</summary>
internal sealed class PlaneFilter
{
    private float[] _along = [];
    private float[] _padded = [];

    /// <summary>The taps of a blur as floats.</summary>
    public static float[] Taps(double sigma) => [.. GaussianFilter.SampledTaps(sigma).Select(tap => (float)tap)];

    /// <summary>Replaces x by x + amount (x - blur(x)): -1 gives the blur, a positive amount sharpens.</summary>
    /// <param name="plane">Side x side values.</param>
    /// <param name="side">Rows and columns.</param>
    /// <param name="taps">The blur's taps, an odd number.</param>
    /// <param name="amount">-1 for the blur itself.</param>
    public void Apply(Span<float> plane, int side, ReadOnlySpan<float> taps, float amount)
    {
        var radius = taps.Length / 2;
        if (_along.Length < side * side) _along = new float[side * side];
        if (_padded.Length < side + 2 * radius) _padded = new float[side + 2 * radius];
        for (var row = 0; row < side; row++) AlongRow(plane.Slice(row * side, side), taps, _along.AsSpan(row * side, side));
        var sums = _padded.AsSpan(0, side);
        for (var row = 0; row < side; row++)
        {
            sums.Clear();
            for (var k = 0; k < taps.Length; k++)
                AddScaled(_along.AsSpan(Math.Clamp(row - radius + k, 0, side - 1) * side, side), taps[k], sums);
            var line = plane.Slice(row * side, side);
            if (amount == -1) sums.CopyTo(line);
            else
                for (var x = 0; x < line.Length; x++) line[x] += amount * (line[x] - sums[x]);
        }
    }

    private void AlongRow(ReadOnlySpan<float> row, ReadOnlySpan<float> taps, Span<float> sums)
    {
        var radius = taps.Length / 2;
        var padded = _padded.AsSpan(0, row.Length + 2 * radius);
        padded[..radius].Fill(row[0]);
        row.CopyTo(padded[radius..]);
        padded[(radius + row.Length)..].Fill(row[^1]);
        sums.Clear();
        for (var k = 0; k < taps.Length; k++) AddScaled(padded.Slice(k, row.Length), taps[k], sums);
    }

    private static void AddScaled(ReadOnlySpan<float> values, float factor, Span<float> sums)
    {
        values = values[..sums.Length];
        for (var x = 0; x < sums.Length; x++) sums[x] += factor * values[x];
    }
}
