using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Activation;
using Karyon.Tensors.Kernels.Vector.Elementary;

namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>The bodies of <see cref="BinaryOperation"/>.</summary>
internal static class BinaryBodies<TS, TV, TD>
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    public readonly struct Add : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Add(a, b);
    }

    public readonly struct Sub : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Sub(a, b);
    }

    public readonly struct Mul : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Mul(a, b);
    }

    public readonly struct Div : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Div(a, b);
    }

    public readonly struct Max : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Max(a, b);
    }

    public readonly struct Min : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Min(a, b);
    }

    public readonly struct AddScaled(TV scale) : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Fma(b, scale, a);
    }

    public readonly struct ReluGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => Relu<TS, TV, TD>.Mask(a, b);
    }

    public readonly struct Relu6Gradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => Relu6<TS, TV, TD>.Mask(a, b);
    }

    public readonly struct SigmoidGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Mul(TS.Fnma(a, a, a), b);
    }

    public readonly struct TanhGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Mul(TS.Fnma(a, a, TS.Create(1f)), b);
    }

    public readonly struct SqrtGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Div(TS.Mul(b, TS.Create(0.5f)), a);
    }

    public readonly struct AbsGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.SelectPositive(a, b, TS.SelectGreater(TS.Zero, a, TS.Sub(TS.Zero, b), TS.Zero));
    }

    public readonly struct SquareGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Mul(TS.Add(a, a), b);
    }

    public readonly struct LogGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Div(b, a);
    }

    public readonly struct GeluGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Mul(ElementaryFunctions<TS, TV, TD>.GeluSlope(a), b);
    }

    public readonly struct SiluGradient : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Mul(ElementaryFunctions<TS, TV, TD>.SiluSlope(a), b);
    }

    public readonly struct SiluProduct : IBinary<TV>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV Apply(TV a, TV b) => TS.Mul(ElementaryFunctions<TS, TV, TD>.Silu(a), b);
    }
}
