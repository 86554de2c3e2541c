using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Products;

/// <summary>
/// Matrix products at one vector width: the register tiles of the convolution, for which rows of A are pixels and K is the channels of a
/// single tap. Sums start from the bias and run over K ascending, as in <see cref="Operations.MatMul"/>.
/// </summary>
internal abstract unsafe class ProductKernels
{
    /// <summary>Rows of a chunk: their part of A stays in the second cache while panels pass by.</summary>
    private const int BandRows = 96;

    /// <summary>Panels of a chunk.</summary>
    private const int GroupPanels = 16;

    /// <summary>Panels of a register tile at most, see <see cref="Convolution.ConvTiles{S, TV, TD}.MostVectors"/>.</summary>
    private const int TilePanels = 4;

    private const int Lanes = BlockedImage.Lanes;

    /// <summary>Floats of scratch memory that a worker needs: the rows of a tile that hangs over the last column.</summary>
    public static nint ScratchFloats => BandRows * TilePanels * Lanes;

    /// <summary>The kernels of a vector path.</summary>
    public static ProductKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new ProductKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new ProductKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new ProductKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };

    /// <summary>Chunks of a product, by its shape alone.</summary>
    public static int Chunks(int rows, int columns) => Bands(rows) * Groups((columns + Lanes - 1) / Lanes);

    /// <summary>Brings a panel of B into order: K times 16 columns, zeros beyond the last.</summary>
    /// <param name="from">B: [K][N], or [N][K] where it is <paramref name="transposed"/>.</param>
    /// <param name="transposed">Whether columns lie in rows.</param>
    /// <param name="inner">K.</param>
    /// <param name="columns">N.</param>
    /// <param name="panel">Which panel.</param>
    /// <param name="to">Where the panel begins.</param>
    public static void Pack(float* from, bool transposed, int inner, int columns, int panel, float* to)
    {
        var first = panel * Lanes;
        var count = Math.Min(Lanes, columns - first);
        for (nint k = 0; k < inner; k++, to += Lanes)
        {
            var row = transposed ? from + (nint)first * inner + k : from + k * columns + first;
            nint step = transposed ? inner : 1;
            for (var lane = 0; lane < count; lane++) to[lane] = row[lane * step];
            for (var lane = count; lane < Lanes; lane++) to[lane] = 0;
        }
    }

    /// <summary>Computes a chunk.</summary>
    public void Run(in ProductArguments arguments, int chunk, float* scratch)
    {
        var groups = Groups(arguments.Panels);
        var (band, group) = Math.DivRem(chunk, groups);
        Run(arguments, band * BandRows, Math.Min(arguments.Rows, (band + 1) * BandRows), group * GroupPanels, Math.Min(arguments.Panels, (group + 1) * GroupPanels), scratch);
    }

    /// <summary>Computes some rows of some panels.</summary>
    protected abstract void Run(in ProductArguments a, int firstRow, int endRow, int firstPanel, int endPanel, float* scratch);

    private static int Bands(int rows) => (rows + BandRows - 1) / BandRows;

    private static int Groups(int panels) => (panels + GroupPanels - 1) / GroupPanels;
}
