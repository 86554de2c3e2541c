using Karyon.Core.Representations.Hover;

namespace Karyon.Cli.Benchmarks;

/// <summary>HoVer post-processing of a generated tile of 1000 x 1000 px with about 500 nuclei, records and types included, one thread.</summary>
internal static class DecodeBench
{
    private const int Side = 1000, Placed = 560;
    private const double MicronsPerPixel = 0.25;

    /// <summary>Measures one normalisation of the maps.</summary>
    public static BenchReading Measure(HvNormalization normalization, int passes, CancellationToken stop)
    {
        var tile = new GeneratedHoverTile(Side, Placed, seed: 1);
        var decoder = new HoverDecoder(new HoverOptions { Normalization = normalization });
        var workspace = new HoverWorkspace();
        var nuclei = 0;
        using var context = Inputs.ComputeOptions.Open(1);
        var reading = Passes.Measure($"decode {Side}x{Side}, norm {normalization.ToString().ToLowerInvariant()}", context, passes,
            () => nuclei = decoder.Decode(tile.View(), workspace).Nuclei.Count, stop);
        return reading with { Work = normalization == HvNormalization.Fixed ? BenchWork.Decode : BenchWork.Other, AreaMm2 = Side * Side * MicronsPerPixel * MicronsPerPixel * 1e-6, Remark = $"{nuclei} nuclei with types" };
    }
}
