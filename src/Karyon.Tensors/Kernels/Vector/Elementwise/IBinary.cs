namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>A function of two vectors; its scalars are fields.</summary>
internal interface IBinary<TV>
    where TV : unmanaged
{
    TV Apply(TV a, TV b);
}
