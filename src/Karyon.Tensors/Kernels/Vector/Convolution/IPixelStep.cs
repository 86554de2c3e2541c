namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>Distance in the input between the pixels of a register tile: a type, so that addresses become constants of the loop.</summary>
internal interface IPixelStep
{
    /// <summary>Floats from one pixel to the next; 0: known at run time only.</summary>
    static abstract nint Floats { get; }
}
