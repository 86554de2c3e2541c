namespace Karyon.Learning.Models;

/// <summary>The architectures that can be built, trained and loaded.</summary>
public static class NetworkCatalog
{
    /// <summary>The architectures, smallest first.</summary>
    public static IReadOnlyList<CatalogEntry> Entries { get; } =
    [
        new("unet-mobilenet_v2", "HoVer U-Net on MobileNetV2 1.0", new NetworkDescription { Name = "unet-mobilenet_v2" },
            "Sandler et al., CVPR 2018; Ronneberger et al., MICCAI 2015; Graham et al., Medical Image Analysis 2019"),
        new("unet-resnet34", "HoVer U-Net on ResNet-34", new NetworkDescription { Name = "unet-resnet34", Encoder = "resnet34", Widths = [256, 128, 64, 32, 16] },
            "He et al., CVPR 2016; Ronneberger et al., MICCAI 2015; Graham et al., Medical Image Analysis 2019"),
        new("uni2-uperhover", "UperHover on UNI2-h", new NetworkDescription
            {
                Name = "uni2-uperhover", Architecture = NetworkDescription.UperHoverArchitecture, UperHover = UperHoverSize.Uni2H,
                Classes = NetworkDescription.UnnamedClasses(UperHoverSize.Uni2H.Classes), MicronsPerPixel = 0.286,
            },
            "Chen et al., Nature Medicine 2024; Xiao et al., ECCV 2018; Graham et al., Medical Image Analysis 2019; model card SegTME-UNI2-UperHoVer"),
    ];
}

/// <summary>An architecture.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Description">Its default sizes.</param>
/// <param name="Source">The papers that describe it.</param>
public sealed record CatalogEntry(string Name, string Title, NetworkDescription Description, string Source);
