using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Activation;

/// <summary>x > 0 ? x : 0.</summary>
internal readonly struct Relu<TS, TV, TD> : IActivation<TV>
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply(TV sum) => TS.Max(sum, TS.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Mask(TV sum, TV gradient) => TS.SelectPositive(sum, gradient, TS.Zero);
}
