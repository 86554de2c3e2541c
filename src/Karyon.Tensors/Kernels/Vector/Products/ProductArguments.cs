namespace Karyon.Tensors.Kernels.Vector.Products;

/// <summary>One matrix product: rows of A with the packed columns of B. Lengths in elements.</summary>
internal unsafe struct ProductArguments
{
    /// <summary>A, row after row, [M][K].</summary>
    public float* First;

    /// <summary>B in panels of 16 columns, [(N + 15) / 16][K][16], see <see cref="ProductKernels.Pack"/>.</summary>
    public float* Second;

    /// <summary>What each column's sum starts from, padded to whole panels; null: zero.</summary>
    public float* Bias;

    /// <summary>The product, row after row, [M][N].</summary>
    public float* Output;

    public int Rows;

    public int Columns;

    /// <summary>K, the length of the sums.</summary>
    public int Inner;

    public readonly int Panels => (Columns + BlockedImage.Lanes - 1) / BlockedImage.Lanes;
}
