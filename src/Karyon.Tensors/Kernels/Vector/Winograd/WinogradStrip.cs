using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>What neighbouring tiles of a row share when their products are transformed back (steps in floats).</summary>
internal unsafe struct WinogradStrip
{
    /// <summary>From a plane of products to the next.</summary>
    public nint Plane;

    /// <summary>Bias of the vector; or null.</summary>
    public float* Bias;

    public nint OutputRow;

    public nint ResidualRow;

    /// <summary>Tiles, 1 or more.</summary>
    public int Tiles;

    /// <summary>Rows of the tiles that lie in the image.</summary>
    public int Rows;

    /// <summary>Columns of the last tile that lie in the image.</summary>
    public int LastColumns;

    /// <summary>Whether there is a residual to add.</summary>
    public bool HasResidual;

    public ConvActivation Activation;
}
