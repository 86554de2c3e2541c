namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>Functions of one value x; s and t are the scalars of the arguments.</summary>
internal enum UnaryOperation
{
    /// <summary>x.</summary>
    Copy,

    /// <summary>fma(x, s, t).</summary>
    ScaleShift,

    /// <summary>x > 0 ? x : 0.</summary>
    Relu,

    /// <summary>ReLU, then &lt; 6 ? : 6.</summary>
    Relu6,

    Sigmoid,

    Tanh,

    Sqrt,

    Abs,

    /// <summary>x x.</summary>
    Square,

    Exp,

    Log,

    /// <summary>s / x.</summary>
    Reciprocal,

    Erf,

    /// <summary>x (1 + erf(x / sqrt 2)) / 2.</summary>
    Gelu,

    /// <summary>x sigmoid(x).</summary>
    Silu,
}
