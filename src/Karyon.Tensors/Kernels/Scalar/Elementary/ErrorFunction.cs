namespace Karyon.Tensors.Kernels.Scalar.Elementary;

/// <summary>The error function in double, which the platform lacks: for tests of the mathematics, not for kernels.</summary>
internal static class ErrorFunction
{
    public const double SquareRootOfHalf = 0.70710678118654752440;

    /// <summary>1 / sqrt(2 pi).</summary>
    public const double NormalDensityAtZero = 0.39894228040143267794;

    private const double TwoOverRootPi = 1.12837916709551257390;

    /// <summary>From here on 1 - erf is below half a unit in the last place of 1.</summary>
    private const double One = 6;

    /// <summary>2 / sqrt(pi) e^-x² times the sum of 2^n x^(2n + 1) / (1 3 .. (2n + 1)), whose terms all have one sign: about 1e-15 relative.</summary>
    public static double Of(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) >= One) return Math.Sign(x);
        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TwoOverRootPi * Math.Exp(-x * x) * sum;
    }
}
