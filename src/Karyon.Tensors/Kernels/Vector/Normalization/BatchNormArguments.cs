using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Normalization;

/// <summary>
/// A batch normalisation with what follows it: <c>z = fma(x, scale, shift) [+ residual]</c>, <c>y = activation(z)</c>. Arrays have one
/// value per physical channel and zeros in padding lanes. An output may be the same memory as an input of its geometry.
/// </summary>
internal readonly unsafe struct BatchNormArguments
{
    /// <summary>What is normalised.</summary>
    public BlockedImage Input { get; init; }

    public float* Scale { get; init; }

    public float* Shift { get; init; }

    /// <summary>What is added before the activation; origin null: nothing.</summary>
    public BlockedImage Residual { get; init; }

    public ConvActivation Activation { get; init; }

    /// <summary>Forward: the result; its halo is zeroed.</summary>
    public BlockedImage Output { get; init; }

    /// <summary>Backward: the gradient of the output.</summary>
    public BlockedImage Gradient { get; init; }

    /// <summary>Backward, sums: the mean that deviations are taken from.</summary>
    public double* Mean { get; init; }

    /// <summary>Backward: the input gradient is <c>fma(dz, GradientFactor, fma(x, InputFactor, Offset))</c>.</summary>
    public float* GradientFactor { get; init; }

    /// <summary>Zero where statistics are frozen.</summary>
    public float* InputFactor { get; init; }

    /// <summary>Zero where statistics are frozen.</summary>
    public float* Offset { get; init; }

    /// <summary>Backward: the gradient of the input; its halo is zeroed.</summary>
    public BlockedImage InputGradient { get; init; }

    /// <summary>Backward: receives dz, the gradient of the residual, its halo zeroed; origin null: not wanted.</summary>
    public BlockedImage ResidualGradient { get; init; }
}
