namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>A function of one vector; its scalars are fields.</summary>
internal interface IUnary<TV>
    where TV : unmanaged
{
    TV Apply(TV x);
}
