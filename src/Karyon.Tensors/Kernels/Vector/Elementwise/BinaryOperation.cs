namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>Functions of two values a and b; s is the scalar of the arguments. For gradients b is the gradient g of the output.</summary>
internal enum BinaryOperation
{
    Add,

    /// <summary>a - b.</summary>
    Sub,

    Mul,

    /// <summary>a / b.</summary>
    Div,

    /// <summary>a > b ? a : b.</summary>
    Max,

    /// <summary>a &lt; b ? a : b.</summary>
    Min,

    /// <summary>fma(b, s, a).</summary>
    AddScaled,

    /// <summary>a: input or output of the ReLU; a > 0 ? g : 0.</summary>
    ReluGradient,

    /// <summary>a: input or output of the ReLU6; 0 &lt; a &lt; 6 ? g : 0.</summary>
    Relu6Gradient,

    /// <summary>a: output; (a - a a) g, the bracket rounded once.</summary>
    SigmoidGradient,

    /// <summary>a: output; (1 - a a) g, the bracket rounded once.</summary>
    TanhGradient,

    /// <summary>a: output; (g 0.5) / a.</summary>
    SqrtGradient,

    /// <summary>a: input; a > 0 ? g : a &lt; 0 ? 0 - g : 0.</summary>
    AbsGradient,

    /// <summary>a: input; (a + a) g.</summary>
    SquareGradient,

    /// <summary>a: input; g / a.</summary>
    LogGradient,

    /// <summary>a: input; g times the slope at a.</summary>
    GeluGradient,

    /// <summary>a: input; g times the slope at a.</summary>
    SiluGradient,

    /// <summary>silu(a) b.</summary>
    SiluProduct,
}
