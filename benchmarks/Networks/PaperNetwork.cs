using Karyon.Learning.Models;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Networks.Benchmarks;

/// <summary>A network of a paper, and what is known of its speed on two cores that reach 526 GFLOP/s together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tiles">Tiles of a pass.</param>
/// <param name="Side">Side of a tile in px.</param>
/// <param name="Wanted">Seconds that a pass should take at most.</param>
/// <param name="Torch">Seconds that PyTorch 1.13 takes for a pass on a quiet machine; null: not known.</param>
/// <param name="Make">Makes the network.</param>
/// <param name="Write">Writes it down for an image.</param>
internal sealed record PaperNetwork(string Name, int Tiles, int Side, double Wanted, double? Torch, Func<Module> Make, Func<Module, Value, Value[]> Write)
{
    /// <summary>The ceiling that <see cref="Wanted"/> and <see cref="Torch"/> belong to, GFLOP/s.</summary>
    public const double Ceiling = 526;

    public static IReadOnlyList<PaperNetwork> All { get; } =
    [
        new("HoVer-Net fast", 16, 256, 8.5, 18.67, () => new HoverNet(HoverNetVariant.Fast, 6), (network, image) =>
        {
            var maps = ((HoverNet)network).Forward(image);
            return [maps.Np, maps.Hv, maps.Tp!];
        }),
        Student(0, 0.25, 0.407),
        Student(1, 0.41, 0.701),
        Student(2, 0.62, 1.085),
        Student(3, 0.95, 1.648),
        new("UNI2-h", 1, 224, 0.95, 1.765, () => new VisionTransformer(VisionTransformerSize.Uni2H), (network, image) =>
        {
            var transformer = (VisionTransformer)network;
            return [transformer.Pooled(transformer.Forward(image))];
        }),
        new("UNI2-UperHover", 1, 224, 1.4, null, () => new UperHover(UperHoverSize.Uni2H), (network, image) =>
        {
            var maps = ((UperHover)network).Forward(image);
            return [maps.Semantic, maps.Hv];
        }),
    ];

    private static PaperNetwork Student(int size, double wanted, double torch) => new($"U-Net MiT-B{size}", 16, 256, wanted, torch,
        () => new UNet(new MixTransformerEncoder(MixTransformerSize.All[size]), [256, 128, 64, 32, 16], 10), (network, image) => [((UNet)network).Forward(image)]);
}
