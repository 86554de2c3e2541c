using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Activation;

/// <summary>No activation.</summary>
internal readonly struct Identity<TS, TV, TD> : IActivation<TV>
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply(TV sum) => sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Mask(TV sum, TV gradient) => gradient;
}
