using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Elementary;

namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>The bodies of <see cref="UnaryOperation"/>.</summary>
internal static class UnaryBodies<TS, TV, TD>
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    public readonly struct Copy : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => x;
    }

    public readonly struct ScaleShift(TV scale, TV shift) : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => TS.Fma(x, scale, shift);
    }

    public readonly struct Relu : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => Activation.Relu<TS, TV, TD>.Apply(x);
    }

    public readonly struct Relu6 : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => Activation.Relu6<TS, TV, TD>.Apply(x);
    }

    public readonly struct Sigmoid : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => ElementaryFunctions<TS, TV, TD>.Sigmoid(x);
    }

    public readonly struct Tanh : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => ElementaryFunctions<TS, TV, TD>.Tanh(x);
    }

    public readonly struct Sqrt : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => TS.Sqrt(x);
    }

    public readonly struct Abs : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => TS.Abs(x);
    }

    public readonly struct Square : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => TS.Mul(x, x);
    }

    public readonly struct Exp : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => ElementaryFunctions<TS, TV, TD>.Exp(x);
    }

    public readonly struct Log : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => ElementaryFunctions<TS, TV, TD>.Log(x);
    }

    public readonly struct Reciprocal(TV scale) : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => TS.Div(scale, x);
    }

    public readonly struct Erf : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => ElementaryFunctions<TS, TV, TD>.Erf(x);
    }

    public readonly struct Gelu : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => ElementaryFunctions<TS, TV, TD>.Gelu(x);
    }

    public readonly struct Silu : IUnary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV x) => ElementaryFunctions<TS, TV, TD>.Silu(x);
    }
}
