namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>How a register tile reads: a type, so that addresses become constants of the loop and what is not done costs nothing.</summary>
internal interface IPixelStep
{
    /// <summary>Floats from one pixel to the next; 0: known at run time only.</summary>
    static abstract nint Floats { get; }

    /// <summary>Whether tiles ask for the next tile's input and for the weights of the next call, see <see cref="ConvRow.Ahead"/>.</summary>
    static abstract bool LooksAhead { get; }
}
