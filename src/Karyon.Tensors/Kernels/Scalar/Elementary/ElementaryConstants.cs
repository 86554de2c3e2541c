namespace Karyon.Tensors.Kernels.Scalar.Elementary;

/// <summary>
/// Constants of the single-precision elementary functions: range reduction after Cody and Waite, polynomials of S. Moshier's Cephes
/// library (expf, logf, tanhf); those of erf are our own weighted least-maximum fits. Kernels and twins share them.
/// </summary>
internal static class ElementaryConstants
{
    /// <summary>Below this the exponential rounds to zero.</summary>
    public const float ExpLowest = -104f;

    /// <summary>From here on the exponential is infinite.</summary>
    public const float ExpHighest = 89f;

    public const float Log2E = 1.44269504088896341f;

    /// <summary>ln 2 in two parts: the first has few bits, so that its multiples are exact.</summary>
    public const float Ln2High = 0.693359375f;

    public const float Ln2Low = -2.12194440e-4f;

    public const float Exp0 = 1.9875691500e-4f;
    public const float Exp1 = 1.3981999507e-3f;
    public const float Exp2 = 8.3334519073e-3f;
    public const float Exp3 = 4.1665795894e-2f;
    public const float Exp4 = 1.6666665459e-1f;
    public const float Exp5 = 5.0000001201e-1f;

    public const float SquareRootOf2 = 1.41421356237309505f;
    public const float SmallestNormal = 1.17549435e-38f;

    /// <summary>2 to the 25th: makes every subnormal number normal.</summary>
    public const float SubnormalFactor = 33554432f;

    public const float SubnormalExponent = 25f;

    public const float Log0 = 7.0376836292e-2f;
    public const float Log1 = -1.1514610310e-1f;
    public const float Log2 = 1.1676998740e-1f;
    public const float Log3 = -1.2420140846e-1f;
    public const float Log4 = 1.4249322787e-1f;
    public const float Log5 = -1.6668057665e-1f;
    public const float Log6 = 2.0000714765e-1f;
    public const float Log7 = -2.4999993993e-1f;
    public const float Log8 = 3.3333331174e-1f;

    /// <summary>Below this the hyperbolic tangent is a polynomial.</summary>
    public const float TanhPolynomialEnd = 0.625f;

    public const float Tanh0 = -5.70498872745e-3f;
    public const float Tanh1 = 2.06390887954e-2f;
    public const float Tanh2 = -5.37397155531e-2f;
    public const float Tanh3 = 1.33314422036e-1f;
    public const float Tanh4 = -3.33332819422e-1f;

    /// <summary>Below this erf(x) = x + x p(x²), above it 1 - e^-q(|x|).</summary>
    public const float ErfPolynomialEnd = 0.921875f;

    /// <summary>From here on erf rounds to 1.</summary>
    public const float ErfHighest = 4f;

    public const float ErfNear0 = 8.371078e-5f;
    public const float ErfNear1 = -8.1429747e-4f;
    public const float ErfNear2 = 5.20106079e-3f;
    public const float ErfNear3 = -2.68594120e-2f;
    public const float ErfNear4 = 1.12836957e-1f;
    public const float ErfNear5 = -3.76126349e-1f;
    public const float ErfNear6 = 1.28379166e-1f;

    public const float ErfFar0 = 2.11206716e-5f;
    public const float ErfFar1 = -4.34757501e-4f;
    public const float ErfFar2 = 4.17248579e-3f;
    public const float ErfFar3 = -2.51231585e-2f;
    public const float ErfFar4 = 1.08285877e-1f;
    public const float ErfFar5 = 6.33341730e-1f;
    public const float ErfFar6 = 1.12951744e0f;
    public const float ErfFar7 = -1.75215959e-4f;

    public const float SquareRootOfHalf = 0.70710678f;

    /// <summary>1 / sqrt(2 pi).</summary>
    public const float NormalDensityAtZero = 0.39894228f;
}
