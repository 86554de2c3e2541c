using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Activation;

/// <summary>ReLU, then x &lt; 6 ? x : 6; the gradient passes where 0 &lt; x &lt; 6.</summary>
internal readonly struct Relu6<TS, TV, TD> : IActivation<TV>
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply(TV sum) => TS.Min(TS.Max(sum, TS.Zero), TS.Create(6f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Mask(TV sum, TV gradient) =>
        TS.SelectPositive(sum, TS.SelectGreater(TS.Create(6f), sum, gradient, TS.Zero), TS.Zero);
}
