namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>
/// The points at which F(4x4, 3x3) evaluates its polynomials: 0, +-A, +-B and infinity with A = sqrt(1/2), B = sqrt(2). Their squares
/// are exact, and their product is 1, which keeps all coefficients near 1: half the error of the usual 0, +-1, +-2.
/// </summary>
internal static class WinogradPoints
{
    /// <summary>A in the transforms of input and output; half of it is A cubed.</summary>
    public const float A = 0.70710678118654752f;

    /// <summary>B in the transforms of input and output; twice it is B cubed.</summary>
    public const float B = 1.41421356237309505f;

    /// <summary>A in the transform of weights.</summary>
    public const double ExactA = 0.70710678118654752;

    /// <summary>B in the transform of weights.</summary>
    public const double ExactB = 1.41421356237309505;

    /// <summary>1 / (2 A² (A² - B²)).</summary>
    public const double WeightA = -2.0 / 3.0;

    /// <summary>1 / (2 B² (B² - A²)).</summary>
    public const double WeightB = 1.0 / 6.0;
}
