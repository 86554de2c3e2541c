using System.Numerics;
using Karyon.Tensors.Kernels.Scalar.Elementary;
using Karyon.Tensors.Kernels.Vector.Elementwise;

namespace Karyon.Tensors.Kernels.Scalar.Elementwise;

/// <summary>The elementwise operations on single values.</summary>
internal static class ElementwiseTwin
{
    public static T Run<T>(UnaryOperation operation, T x, T scale, T shift)
        where T : unmanaged, IFloatingPointIeee754<T> => operation switch
        {
            UnaryOperation.Copy => x,
            UnaryOperation.ScaleShift => T.FusedMultiplyAdd(x, scale, shift),
            UnaryOperation.Relu => Max(x, T.Zero),
            UnaryOperation.Relu6 => Min(Max(x, T.Zero), T.CreateChecked(6)),
            UnaryOperation.Sigmoid => ElementaryTwin.Sigmoid(x),
            UnaryOperation.Tanh => ElementaryTwin.Tanh(x),
            UnaryOperation.Sqrt => T.Sqrt(x),
            UnaryOperation.Abs => T.Abs(x),
            UnaryOperation.Square => x * x,
            UnaryOperation.Exp => ElementaryTwin.Exp(x),
            UnaryOperation.Log => ElementaryTwin.Log(x),
            UnaryOperation.Reciprocal => scale / x,
            UnaryOperation.Erf => ElementaryTwin.Erf(x),
            UnaryOperation.Gelu => ElementaryTwin.Gelu(x),
            UnaryOperation.Silu => ElementaryTwin.Silu(x),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    public static T Run<T>(BinaryOperation operation, T a, T b, T scale)
        where T : unmanaged, IFloatingPointIeee754<T> => operation switch
        {
            BinaryOperation.Add => a + b,
            BinaryOperation.Sub => a - b,
            BinaryOperation.Mul => a * b,
            BinaryOperation.Div => a / b,
            BinaryOperation.Max => Max(a, b),
            BinaryOperation.Min => Min(a, b),
            BinaryOperation.AddScaled => T.FusedMultiplyAdd(b, scale, a),
            BinaryOperation.ReluGradient => a > T.Zero ? b : T.Zero,
            BinaryOperation.Relu6Gradient => a > T.Zero && a < T.CreateChecked(6) ? b : T.Zero,
            BinaryOperation.SigmoidGradient => T.FusedMultiplyAdd(-a, a, a) * b,
            BinaryOperation.TanhGradient => T.FusedMultiplyAdd(-a, a, T.One) * b,
            BinaryOperation.SqrtGradient => b * T.CreateChecked(0.5) / a,
            BinaryOperation.AbsGradient => a > T.Zero ? b : a < T.Zero ? T.Zero - b : T.Zero,
            BinaryOperation.SquareGradient => (a + a) * b,
            BinaryOperation.LogGradient => b / a,
            BinaryOperation.GeluGradient => ElementaryTwin.GeluSlope(a) * b,
            BinaryOperation.SiluGradient => ElementaryTwin.SiluSlope(a) * b,
            BinaryOperation.SiluProduct => ElementaryTwin.Silu(a) * b,
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    private static T Max<T>(T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T> => a > b ? a : b;

    private static T Min<T>(T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T> => a < b ? a : b;
}
