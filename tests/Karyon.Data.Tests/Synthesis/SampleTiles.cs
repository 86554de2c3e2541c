using Karyon.Data.Codecs.Png;
using Karyon.Data.Exports;
using Karyon.Data.Synthesis;

namespace Karyon.Data.Tests.Synthesis;

/// <summary>The tiles in <c>samples/</c>: their names and options; with KARYON_WRITE_SAMPLES=1 the test below writes them anew.</summary>
internal static class SampleTiles
{
    public static IReadOnlyDictionary<string, SynthesisOptions> All { get; } = new Dictionary<string, SynthesisOptions>(StringComparer.Ordinal)
    {
        ["mixed-a"] = new() { Width = 512, Height = 512, Seed = 21, Tissue = TissueKind.Mixed },
        ["mixed-large"] = new() { Width = 1000, Height = 1000, Seed = 26, Tissue = TissueKind.Mixed },
        ["solid-tumour"] = new() { Width = 512, Height = 512, Seed = 25, Tissue = TissueKind.SolidTumour },
        ["glands"] = new() { Width = 512, Height = 512, Seed = 23, Tissue = TissueKind.Glands },
        ["stroma"] = new() { Width = 512, Height = 512, Seed = 14, Tissue = TissueKind.Stroma },
        ["lymphoid"] = new() { Width = 512, Height = 512, Seed = 15, Tissue = TissueKind.LymphoidAggregate },
    };

    public static string ImagePath(string name) => Path.Combine(Testing.Checkout.Root, "samples", "images", name + ".png");

    public static string LabelsPath(string name) => Path.Combine(Testing.Checkout.Root, "samples", "labels", name + ".png");

    public static void Write(string name, SyntheticTile tile)
    {
        AtomicFile.Write(ImagePath(name), stream => PngEncoder.Encode(stream, tile.Image, PngWriteOptions.Default with { MicronsPerPixel = tile.MicronsPerPixel }));
        AtomicFile.Write(LabelsPath(name), stream => PngEncoder.EncodeLabels(stream, tile.Labels, PngWriteOptions.Labels with { MicronsPerPixel = tile.MicronsPerPixel }));
    }
}
