using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Products;

/// <inheritdoc/>
internal sealed unsafe class ProductKernels<S, TV, TD> : ProductKernels
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>Weights that pass by a tile before the next rows: they stay in the second cache.</summary>
    private const int PanelBytes = 256 << 10;

    /// <inheritdoc/>
    protected override void Run(in ProductArguments a, int firstRow, int endRow, int firstPanel, int endPanel, float* scratch)
    {
        for (int panel = firstPanel, panels; panel < endPanel; panel += panels)
        {
            panels = S.Width == Lanes ? ConvTiles<S, TV, TD>.NextVectors(endPanel - panel) : 1;
            var columns = Math.Min(panels * Lanes, a.Columns - panel * Lanes);
            var output = a.Output + (nint)firstRow * a.Columns + (nint)panel * Lanes;
            if (columns == panels * Lanes)
            {
                Multiply(a, firstRow, endRow, panel, panels, output, a.Columns);
                continue;
            }
            // The last panel hangs over the last column: beside the output, then copied.
            Multiply(a, firstRow, endRow, panel, panels, scratch, panels * Lanes);
            for (var row = 0; row < endRow - firstRow; row++)
                new Span<float>(scratch + row * panels * Lanes, columns).CopyTo(new Span<float>(output + (nint)row * a.Columns, columns));
        }
    }

    private static void Multiply(in ProductArguments a, int firstRow, int endRow, int panel, int panels, float* output, nint outputStep)
    {
        var whole = S.Width == Lanes;
        nint inner = a.Inner, panelFloats = inner * Lanes;
        var most = Math.Max(Lanes, PanelBytes / (panels * Lanes * sizeof(float)));
        var row = new ConvRow
        {
            WeightVector = whole ? panelFloats : S.Width,
            KernelHeight = 1,
            KernelWidth = 1,
            Blocks = 1,
            InputStep = a.Inner,
            OutputStep = outputStep,
            OutputVector = whole ? Lanes : S.Width,
        };
        for (var lane = 0; lane < Lanes; lane += whole ? Lanes : 2 * S.Width)
        {
            row.Bias = a.Bias == null ? null : a.Bias + (nint)panel * Lanes + lane;
            // A product of no terms is the bias.
            for (nint first = 0; first == 0 || first < inner; first += most)
            {
                row.Weights = a.Second + panel * panelFloats + first * Lanes + lane;
                row.TapWeights = Math.Min(most, inner - first) * Lanes;
                row.Reload = first > 0;
                ConvTiles<S, TV, TD>.Row(whole ? panels : 2, row, a.First + firstRow * inner + first, output + lane, null, endRow - firstRow);
            }
        }
    }
}
