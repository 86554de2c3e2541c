using Karyon.Tensors.Modules;

namespace Karyon.Tensors.Tests.Optimization;

/// <summary>A module of one matrix, which decays, and one vector, which does not.</summary>
internal sealed class MatrixAndVector : Module
{
    public MatrixAndVector(Shape matrix, Shape vector)
    {
        Weight = Register("weight", new Parameter(matrix));
        Bias = Register("bias", new Parameter(vector));
    }

    public MatrixAndVector(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias) : this(new Shape(1, weight.Length), new Shape(bias.Length))
    {
        weight.CopyTo(Weight.Tensor.Span);
        bias.CopyTo(Bias.Tensor.Span);
    }

    public Parameter Weight { get; }

    public Parameter Bias { get; }

    /// <summary>The matrix, then the vector.</summary>
    public float[] Values => [.. Weight.Tensor.Span, .. Bias.Tensor.Span];
}
