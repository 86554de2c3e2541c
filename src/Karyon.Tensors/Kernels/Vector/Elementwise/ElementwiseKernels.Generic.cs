using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <inheritdoc/>
internal sealed unsafe class ElementwiseKernels<TS, TV, TD> : ElementwiseKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <inheritdoc/>
    protected override void Unary(UnaryOperation operation, float* x, float* to, nint length, float scale, float shift)
    {
        switch (operation)
        {
            case UnaryOperation.Copy: Each(new UnaryBodies<TS, TV, TD>.Copy(), x, to, length); break;
            case UnaryOperation.ScaleShift: Each(new UnaryBodies<TS, TV, TD>.ScaleShift(TS.Create(scale), TS.Create(shift)), x, to, length); break;
            case UnaryOperation.Relu: Each(new UnaryBodies<TS, TV, TD>.Relu(), x, to, length); break;
            case UnaryOperation.Relu6: Each(new UnaryBodies<TS, TV, TD>.Relu6(), x, to, length); break;
            case UnaryOperation.Sigmoid: Each(new UnaryBodies<TS, TV, TD>.Sigmoid(), x, to, length); break;
            case UnaryOperation.Tanh: Each(new UnaryBodies<TS, TV, TD>.Tanh(), x, to, length); break;
            case UnaryOperation.Sqrt: Each(new UnaryBodies<TS, TV, TD>.Sqrt(), x, to, length); break;
            case UnaryOperation.Abs: Each(new UnaryBodies<TS, TV, TD>.Abs(), x, to, length); break;
            case UnaryOperation.Square: Each(new UnaryBodies<TS, TV, TD>.Square(), x, to, length); break;
            case UnaryOperation.Exp: Each(new UnaryBodies<TS, TV, TD>.Exp(), x, to, length); break;
            case UnaryOperation.Log: Each(new UnaryBodies<TS, TV, TD>.Log(), x, to, length); break;
            case UnaryOperation.Reciprocal: Each(new UnaryBodies<TS, TV, TD>.Reciprocal(TS.Create(scale)), x, to, length); break;
            case UnaryOperation.Erf: Each(new UnaryBodies<TS, TV, TD>.Erf(), x, to, length); break;
            case UnaryOperation.Gelu: Each(new UnaryBodies<TS, TV, TD>.Gelu(), x, to, length); break;
            case UnaryOperation.Silu: Each(new UnaryBodies<TS, TV, TD>.Silu(), x, to, length); break;
            default: throw new ArgumentOutOfRangeException(nameof(operation), operation, "no such elementwise operation");
        }
    }

    /// <inheritdoc/>
    protected override void Binary(BinaryOperation operation, float* a, float* b, float* to, nint length, float scale)
    {
        switch (operation)
        {
            case BinaryOperation.Add: Each(new BinaryBodies<TS, TV, TD>.Add(), a, b, to, length); break;
            case BinaryOperation.Sub: Each(new BinaryBodies<TS, TV, TD>.Sub(), a, b, to, length); break;
            case BinaryOperation.Mul: Each(new BinaryBodies<TS, TV, TD>.Mul(), a, b, to, length); break;
            case BinaryOperation.Div: Each(new BinaryBodies<TS, TV, TD>.Div(), a, b, to, length); break;
            case BinaryOperation.Max: Each(new BinaryBodies<TS, TV, TD>.Max(), a, b, to, length); break;
            case BinaryOperation.Min: Each(new BinaryBodies<TS, TV, TD>.Min(), a, b, to, length); break;
            case BinaryOperation.AddScaled: Each(new BinaryBodies<TS, TV, TD>.AddScaled(TS.Create(scale)), a, b, to, length); break;
            case BinaryOperation.ReluGradient: Each(new BinaryBodies<TS, TV, TD>.ReluGradient(), a, b, to, length); break;
            case BinaryOperation.Relu6Gradient: Each(new BinaryBodies<TS, TV, TD>.Relu6Gradient(), a, b, to, length); break;
            case BinaryOperation.SigmoidGradient: Each(new BinaryBodies<TS, TV, TD>.SigmoidGradient(), a, b, to, length); break;
            case BinaryOperation.TanhGradient: Each(new BinaryBodies<TS, TV, TD>.TanhGradient(), a, b, to, length); break;
            case BinaryOperation.SqrtGradient: Each(new BinaryBodies<TS, TV, TD>.SqrtGradient(), a, b, to, length); break;
            case BinaryOperation.AbsGradient: Each(new BinaryBodies<TS, TV, TD>.AbsGradient(), a, b, to, length); break;
            case BinaryOperation.SquareGradient: Each(new BinaryBodies<TS, TV, TD>.SquareGradient(), a, b, to, length); break;
            case BinaryOperation.LogGradient: Each(new BinaryBodies<TS, TV, TD>.LogGradient(), a, b, to, length); break;
            case BinaryOperation.GeluGradient: Each(new BinaryBodies<TS, TV, TD>.GeluGradient(), a, b, to, length); break;
            case BinaryOperation.SiluGradient: Each(new BinaryBodies<TS, TV, TD>.SiluGradient(), a, b, to, length); break;
            case BinaryOperation.SiluProduct: Each(new BinaryBodies<TS, TV, TD>.SiluProduct(), a, b, to, length); break;
            default: throw new ArgumentOutOfRangeException(nameof(operation), operation, "no such elementwise operation");
        }
    }

    /// <inheritdoc/>
    protected override void PerChannel(BinaryOperation operation, float* a, float* channels, float* to, int width, float scale)
    {
        switch (operation)
        {
            case BinaryOperation.Add: EachChannel(new BinaryBodies<TS, TV, TD>.Add(), a, channels, to, width); break;
            case BinaryOperation.Sub: EachChannel(new BinaryBodies<TS, TV, TD>.Sub(), a, channels, to, width); break;
            case BinaryOperation.Mul: EachChannel(new BinaryBodies<TS, TV, TD>.Mul(), a, channels, to, width); break;
            case BinaryOperation.Div: EachChannel(new BinaryBodies<TS, TV, TD>.Div(), a, channels, to, width); break;
            case BinaryOperation.Max: EachChannel(new BinaryBodies<TS, TV, TD>.Max(), a, channels, to, width); break;
            case BinaryOperation.Min: EachChannel(new BinaryBodies<TS, TV, TD>.Min(), a, channels, to, width); break;
            case BinaryOperation.AddScaled: EachChannel(new BinaryBodies<TS, TV, TD>.AddScaled(TS.Create(scale)), a, channels, to, width); break;
            case BinaryOperation.ReluGradient: EachChannel(new BinaryBodies<TS, TV, TD>.ReluGradient(), a, channels, to, width); break;
            case BinaryOperation.Relu6Gradient: EachChannel(new BinaryBodies<TS, TV, TD>.Relu6Gradient(), a, channels, to, width); break;
            case BinaryOperation.SigmoidGradient: EachChannel(new BinaryBodies<TS, TV, TD>.SigmoidGradient(), a, channels, to, width); break;
            case BinaryOperation.TanhGradient: EachChannel(new BinaryBodies<TS, TV, TD>.TanhGradient(), a, channels, to, width); break;
            case BinaryOperation.SqrtGradient: EachChannel(new BinaryBodies<TS, TV, TD>.SqrtGradient(), a, channels, to, width); break;
            case BinaryOperation.AbsGradient: EachChannel(new BinaryBodies<TS, TV, TD>.AbsGradient(), a, channels, to, width); break;
            case BinaryOperation.SquareGradient: EachChannel(new BinaryBodies<TS, TV, TD>.SquareGradient(), a, channels, to, width); break;
            case BinaryOperation.LogGradient: EachChannel(new BinaryBodies<TS, TV, TD>.LogGradient(), a, channels, to, width); break;
            case BinaryOperation.GeluGradient: EachChannel(new BinaryBodies<TS, TV, TD>.GeluGradient(), a, channels, to, width); break;
            case BinaryOperation.SiluGradient: EachChannel(new BinaryBodies<TS, TV, TD>.SiluGradient(), a, channels, to, width); break;
            case BinaryOperation.SiluProduct: EachChannel(new BinaryBodies<TS, TV, TD>.SiluProduct(), a, channels, to, width); break;
            default: throw new ArgumentOutOfRangeException(nameof(operation), operation, "no such elementwise operation");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each<TOperation>(TOperation operation, float* x, float* to, nint length)
        where TOperation : struct, IUnary<TV>
    {
        nint k = 0;
        for (; k <= length - TS.Width; k += TS.Width) TS.Store(to + k, operation.Apply(TS.Load(x + k)));
        if (k == length) return;
        var tail = stackalloc float[Lanes];
        Copy(x + k, tail, length - k);
        TS.Store(tail, operation.Apply(TS.Load(tail)));
        Copy(tail, to + k, length - k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each<TOperation>(TOperation operation, float* a, float* b, float* to, nint length)
        where TOperation : struct, IBinary<TV>
    {
        nint k = 0;
        for (; k <= length - TS.Width; k += TS.Width) TS.Store(to + k, operation.Apply(TS.Load(a + k), TS.Load(b + k)));
        if (k == length) return;
        var tails = stackalloc float[2 * Lanes];
        Copy(a + k, tails, length - k);
        Copy(b + k, tails + Lanes, length - k);
        TS.Store(tails, operation.Apply(TS.Load(tails), TS.Load(tails + Lanes)));
        Copy(tails, to + k, length - k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EachChannel<TOperation>(TOperation operation, float* a, float* channels, float* to, int width)
        where TOperation : struct, IBinary<TV>
    {
        var end = (nint)width * Lanes;
        for (nint lane = 0; lane < Lanes; lane += TS.Width)
        {
            var b = TS.Load(channels + lane);
            for (var k = lane; k < end; k += Lanes) TS.Store(to + k, operation.Apply(TS.Load(a + k), b));
        }
    }

    private static void Copy(float* from, float* to, nint count)
    {
        for (nint k = 0; k < count; k++) to[k] = from[k];
    }
}
