using Karyon.Data.Datasets;

namespace Karyon.Learning.Models;

/// <summary>The architectures that can be built: those that we train, and those of the papers.</summary>
public static class NetworkCatalog
{
    private const string HoverNetPaper = "Graham et al., Medical Image Analysis 2019", HoverUNetPaper = "Tommasino et al., HoVer-UNet, ISBI 2024; Xie et al., NeurIPS 2021",
        UNetPaper = "Ronneberger et al., MICCAI 2015", UniPaper = "Chen et al., Nature Medicine 2024";

    private static readonly IReadOnlyList<int> StudentWidths = [256, 128, 64, 32, 16];
    private static readonly IReadOnlyList<string> PanNuke = [.. PanNukeMasks.Classes.Classes.Select(item => item.Name)];

    /// <summary>The architectures: ours, then HoVer-Net, its students, the yardstick of pruning, and the transformers.</summary>
    public static IReadOnlyList<CatalogEntry> Entries { get; } =
    [
        Hover("HoVer U-Net on MobileNetV2 1.0", new NetworkDescription { Name = "unet-mobilenet_v2" }, $"Sandler et al., CVPR 2018; {UNetPaper}; {HoverNetPaper}"),
        Hover("HoVer U-Net on ResNet-34", new NetworkDescription { Name = "unet-resnet34", Encoder = "resnet34", Widths = StudentWidths }, $"He et al., CVPR 2016; {UNetPaper}; {HoverNetPaper}"),
        HoverNet("hovernet-fast", HoverNetVariant.Fast, PanNuke) with { Published = new PublishedCost(37_639_626, 149.73) },
        HoverNet("hovernet-fast-untyped", HoverNetVariant.Fast, []) with { Published = new PublishedCost(33_625_412) },
        HoverNet("hovernet-original", HoverNetVariant.Original, NetworkDescription.UnnamedClasses(5)) with { Published = new PublishedCost(54_744_457) },
        HoverNet("hovernet-original-untyped", HoverNetVariant.Original, []) with { Published = new PublishedCost(45_028_676) },
        Student("mit_b0", new PublishedCost(5_550_794)),
        Student("mit_b1", new PublishedCost(16_433_450)),
        Student("mit_b2", new PublishedCost(27_478_314)),
        Student("mit_b3", new PublishedCost(47_354_154, 10.63)),
        new("unet-resnet34-mask", "U-Net on ResNet-34 with one output, the yardstick of pruning", $"He et al., CVPR 2016; {UNetPaper}", Mask) { Published = new PublishedCost(24_436_369) },
        new("uni2-h", "UNI2-h, vision transformer", UniPaper, Uni2H) { Published = new PublishedCost(681_394_176) },
        new("uni2-uperhover", "UNI2-UperHover, UNI2-h with two UperNet heads", $"{UniPaper}; Xiao et al., ECCV 2018; card of SegTME", Uni2UperHover) { Published = new PublishedCost(847_771_400) },
    ];

    private static CatalogEntry Hover(string title, NetworkDescription description, string source) => new(description.Name, title, source, () => DrawnNetwork.Of(HoverNetwork.Create(description))) { Description = description };

    private static CatalogEntry HoverNet(string name, HoverNetVariant variant, IReadOnlyList<string> classes) =>
        Hover($"HoVer-Net, {variant.Name}{(classes.Count == 0 ? ", untyped" : $", {classes.Count + 1} types")}", new NetworkDescription { Name = name, Architecture = variant.Architecture, Classes = classes }, HoverNetPaper);

    private static CatalogEntry Student(string encoder, PublishedCost published) =>
        Hover($"HoVer-UNet's student on {encoder.Replace("mit_b", "MiT-B", StringComparison.Ordinal)}", new NetworkDescription { Name = $"hoverunet-{encoder}", Encoder = encoder, Widths = StudentWidths, Classes = PanNuke }, HoverUNetPaper) with { Published = published };

    private static DrawnNetwork Mask()
    {
        var network = new UNet(new ResNetEncoder([3, 4, 6, 3]), StudentWidths, 1);
        return new DrawnNetwork(network, image => [network.Forward(image)]);
    }

    private static DrawnNetwork Uni2H()
    {
        var network = new VisionTransformer(VisionTransformerSize.Uni2H);
        return DrawnNetwork.OfPatches(network, image => [network.Forward(image)]);
    }

    private static DrawnNetwork Uni2UperHover()
    {
        var network = new UperHover(UperHoverSize.Uni2H);
        return DrawnNetwork.OfPatches(network, image => network.Forward(image) is var maps ? [maps.Semantic, maps.Hv] : []);
    }
}
