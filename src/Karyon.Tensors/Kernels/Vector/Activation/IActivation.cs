namespace Karyon.Tensors.Kernels.Vector.Activation;

/// <summary>An activation and its mask, which kernels take as a type argument so that the compiler specialises them.</summary>
internal interface IActivation<TV>
    where TV : unmanaged
{
    /// <summary>The activation of a sum.</summary>
    static abstract TV Apply(TV sum);

    /// <summary>The gradient where the activation of this sum passes it, else zero.</summary>
    static abstract TV Mask(TV sum, TV gradient);
}
