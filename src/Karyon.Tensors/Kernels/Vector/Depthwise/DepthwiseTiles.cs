namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>Register tiles of the depthwise kernels, for one vector of a block: the parts beside this file are generated.</summary>
internal static unsafe partial class DepthwiseTiles<S, TV, TD>
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged;
