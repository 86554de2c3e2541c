namespace Karyon.Learning.Training.Augmentation;

/// <summary>
/// How the samples along one axis follow from the source's: for shrinking the mean over the interval that a sample covers, for growing linear
/// interpolation between centres; beyond the ends the source is mirrored, its last pixel not repeated. Reusable; not thread safe.
/// </summary>
internal sealed class CropAxis
{
    private int[] _nearest = [];
    private int[] _indices = [];
    private float[] _weights = [];

    /// <summary>Samples along the axis.</summary>
    public int Length { get; private set; }

    /// <summary>Terms of each sample.</summary>
    public int Taps { get; private set; }

    /// <summary>The source pixel under each sample's centre; -1 outside of the source.</summary>
    public ReadOnlySpan<int> Nearest => _nearest.AsSpan(0, Length);

    /// <summary>Source pixel of each term, <see cref="Taps"/> a sample.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Length * Taps);

    /// <summary>Weight of each term; those of a sample sum to 1.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Length * Taps);

    /// <summary>Sets the axis up.</summary>
    /// <param name="start">Where the first sample begins, px of the source.</param>
    /// <param name="step">Pixels of the source to a sample.</param>
    /// <param name="length">Samples.</param>
    /// <param name="sourceLength">Pixels of the source.</param>
    /// <param name="flip">Whether the samples run backwards.</param>
    public void Set(double start, double step, int length, int sourceLength, bool flip)
    {
        Length = length;
        Taps = step > 1 ? (int)Math.Ceiling(step) + 1 : 2;
        if (_nearest.Length < length) _nearest = new int[length];
        if (_indices.Length < length * Taps) (_indices, _weights) = (new int[length * Taps], new float[length * Taps]);
        for (var i = 0; i < length; i++)
        {
            var low = start + (flip ? length - 1 - i : i) * step;
            var centre = low + 0.5 * step;
            var nearest = (int)Math.Floor(centre);
            _nearest[i] = nearest >= 0 && nearest < sourceLength ? nearest : -1;
            var first = step > 1 ? (int)Math.Floor(low) : (int)Math.Floor(centre - 0.5);
            for (var k = 0; k < Taps; k++)
            {
                var weight = step > 1
                    ? (Math.Min(first + k + 1, low + step) - Math.Max(first + k, low)) / step
                    : 1 - Math.Abs(centre - 0.5 - (first + k));
                _indices[i * Taps + k] = Mirror(first + k, sourceLength);
                _weights[i * Taps + k] = (float)Math.Max(0, weight);
            }
        }
    }

    private static int Mirror(int index, int length)
    {
        if ((uint)index < (uint)length) return index;
        if (length == 1) return 0;
        var period = 2 * (length - 1);
        var m = (index % period + period) % period;
        return m < length ? m : period - m;
    }
}
