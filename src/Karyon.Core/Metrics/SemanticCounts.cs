using Karyon.Core.Rasters;

namespace Karyon.Core.Metrics;

/// <summary>The pixels of each class in one image, for intersection over union of class maps. Class 0 is background.</summary>
/// <param name="Both">Pixels with the class on both sides.</param>
/// <param name="Truth">Pixels with the class in the truth.</param>
/// <param name="Prediction">Pixels with the class in the prediction, among those the truth knows.</param>
/// <param name="Ignored">Pixels that the truth does not know.</param>
public sealed record SemanticCounts(IReadOnlyList<long> Both, IReadOnlyList<long> Truth, IReadOnlyList<long> Prediction, long Ignored)
{
    /// <summary>The value of pixels that do not count, where none is chosen.</summary>
    public const int DefaultIgnoreValue = 255;

    /// <summary>
    /// Counts two class maps of one size. Pixels of the ignore value in the truth do not count; a prediction of it, or of no known class, elsewhere is a
    /// miss of the true class and of no other harm.
    /// </summary>
    /// <param name="truth">Class numbers, 0 background.</param>
    /// <param name="prediction">Class numbers, 0 background.</param>
    /// <param name="classes">Number of classes besides background.</param>
    /// <param name="ignore">The truth's value of unknown pixels.</param>
    /// <exception cref="ArgumentException">The maps differ in size, or the truth holds a value that is no class.</exception>
    public static SemanticCounts Of(LabelMap truth, LabelMap prediction, int classes, int ignore = DefaultIgnoreValue)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(prediction);
        if (truth.Width != prediction.Width || truth.Height != prediction.Height)
            throw new ArgumentException($"the truth has {truth.Width} x {truth.Height} px, the prediction {prediction.Width} x {prediction.Height}: they must have the same size", nameof(prediction));
        long[] both = new long[classes + 1], inTruth = new long[classes + 1], inPrediction = new long[classes + 1];
        var ignored = 0L;
        for (var i = 0; i < truth.Pixels.Length; i++)
        {
            int t = truth.Pixels[i], p = prediction.Pixels[i];
            if (t == ignore)
            {
                ignored++;
                continue;
            }
            if ((uint)t > (uint)classes) throw new ArgumentException($"the truth holds the value {t}; 0..{classes} are classes and {ignore} is ignored", nameof(truth));
            inTruth[t]++;
            if ((uint)p > (uint)classes) continue;
            inPrediction[p]++;
            if (t == p) both[t]++;
        }
        return new SemanticCounts(both, inTruth, inPrediction, ignored);
    }
}
