namespace Karyon.Core.Metrics;

/// <summary>The pairs and points of one class in a detection evaluation, of one image or of many.</summary>
/// <param name="Both">Pairs with the class on both sides.</param>
/// <param name="PredictedOnly">Pairs with the class in the prediction alone.</param>
/// <param name="TrueOnly">Pairs with the class in the truth alone.</param>
/// <param name="Surplus">Predicted points of the class without a partner.</param>
/// <param name="Missed">True points of the class without a partner.</param>
public readonly record struct ClassTally(int Both, int PredictedOnly, int TrueOnly, int Surplus, int Missed)
{
    /// <summary><c>2 TP / (2 TP + 2 FP + 2 FN + FPd + FNd)</c> of HoVer-Net's protocol; null where the class occurs on neither side.</summary>
    public double? F1
    {
        get
        {
            var errors = 2 * PredictedOnly + 2 * TrueOnly + Surplus + Missed;
            return Both + errors == 0 ? null : 2.0 * Both / (2 * Both + errors);
        }
    }

    /// <summary>The tallies of both together.</summary>
    public static ClassTally operator +(ClassTally a, ClassTally b) => a.Plus(b);

    /// <summary>The tallies of both together.</summary>
    public ClassTally Plus(ClassTally other) => new(
        Both + other.Both, PredictedOnly + other.PredictedOnly, TrueOnly + other.TrueOnly, Surplus + other.Surplus, Missed + other.Missed);
}
