using System.IO.Enumeration;
using Karyon.Learning.Models;
using Karyon.Tensors.Modules;

namespace Karyon.Learning.Checkpoints;

/// <summary>A network whose published weight files are understood.</summary>
/// <param name="Architecture">Its name in metadata.</param>
/// <param name="Markers">Tensors by which a file is recognised, in the published names; <c>*</c> stands for any characters.</param>
/// <param name="Create">Makes it with weights of zero.</param>
/// <param name="Normalization">How RGB values become its input.</param>
/// <param name="Padding">How its convolutions are padded.</param>
/// <param name="Ignored">Tensors of published files that it has no place for.</param>
internal sealed record KnownNetwork(string Architecture, IReadOnlyList<string> Markers, Func<ICheckpoint, ConversionOptions, Module> Create, string Normalization, string Padding, params IReadOnlyList<IgnoredTensors> Ignored)
{
    private const string ImageNet = "(RGB/255-[0.485,0.456,0.406])/[0.229,0.224,0.225]";

    /// <summary>What the file calls the tensors of a network that was made for it; null: as we do.</summary>
    public Func<Module, ICheckpoint, ConversionOptions, CheckpointTable>? Table { get; init; }

    /// <summary>Whether a file's tensors are this network's.</summary>
    /// <param name="names">All names.</param>
    public bool Recognises(IReadOnlySet<string> names) => Markers.All(marker => marker.StartsWith('*')
        ? names.Any(name => FileSystemName.MatchesSimpleExpression(marker, name, ignoreCase: false))
        : names.Contains(marker));

    /// <summary>MobileNetV2 with classifier, batch norms folded.</summary>
    public static KnownNetwork MobileNetV2Classifier { get; } =
        new("mobilenet_v2", ["features.0.0.bias", "features.18.0.bias", "classifier.1.weight"], static (_, _) => new MobileNetV2Classifier(), "RGB/127.5-1", "TensorFlow SAME");

    /// <summary>All, the most particular first.</summary>
    public static IReadOnlyList<KnownNetwork> All { get; } =
    [
        MobileNetV2Classifier,
        new(NetworkDescription.UperHoverArchitecture, ["*cls_token", "*patch_embed.proj.weight", "*fpn_bottleneck.conv.weight", "*psp_modules.0.1.conv.weight"], PublishedUperHover.Create, ImageNet, "symmetric") { Table = PublishedUperHover.Table },
        new("vision-transformer", ["*cls_token", "*reg_token", "*patch_embed.proj.weight", "*blocks.0.ls1.gamma", "*blocks.0.mlp.fc2.weight"], PublishedTransformer.Create, ImageNet, "none") { Table = PublishedTransformer.Table },
        new("mobilenet_v2-encoder", ["features.0.1.running_mean", "features.17.conv.3.weight"], static (_, _) => new MobileNetV2Encoder(), ImageNet, "symmetric 1",
            new IgnoredTensors("features.18.*", "the last convolution feeds the classifier alone"), new IgnoredTensors("classifier.*", "the classifier")),
        new("resnet34-encoder", ["layer1.0.conv1.weight", "layer3.5.bn2.running_var"], static (_, _) => new ResNetEncoder([3, 4, 6, 3]), ImageNet, "symmetric",
            new IgnoredTensors("fc.*", "the classifier")),
        new("unet-hover", ["encoder.block1.0.attn.q.weight", "encoder.norm4.weight", "decoder.blocks.4.conv2.1.weight", "segmentation_head.0.weight"], static (file, options) => PublishedUNet.Create(MixTransformerOf(file), file, options), "RGB/255", "symmetric"),
        new("hovernet", ["conv0./.weight", "conv_bot.weight", "decoder.np.u3.conva.weight", "decoder.np.u0.conv.bias", "decoder.hv.u0.conv.bias"], static (file, options) => PublishedHoverNet.Create(file, options), "RGB/255", "TensorFlow SAME in the encoder, none in the decoder",
            IgnoredTensors.UnpoolMatrix),
        new("unet-hover", ["encoder.layer3.5.bn2.running_var", "decoder.blocks.4.conv2.1.weight", "segmentation_head.0.weight"], static (file, options) => PublishedUNet.Create("resnet34", file, options), ImageNet, "symmetric"),
        new("unet-hover", ["encoder.features.17.conv.3.weight", "decoder.blocks.4.conv2.1.weight", "segmentation_head.0.weight"], static (file, options) => PublishedUNet.Create("mobilenet_v2", file, options), ImageNet, "symmetric"),
    ];

    /// <summary>The size of a Mix Transformer by its width and the depth of its third stage.</summary>
    private static string MixTransformerOf(ICheckpoint file)
    {
        var names = file.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var width = file.Entries.Where(entry => entry.Name == "encoder.norm1.weight" && entry.Shape.Rank == 1).Select(entry => entry.Shape[0]).FirstOrDefault();
        var depth = 0;
        while (names.Contains($"encoder.block3.{depth}.attn.q.weight")) depth++;
        return MixTransformerSize.All.FirstOrDefault(size => size.Widths[0] == width && size.Depths[2] == depth)?.Name
            ?? throw new InvalidNetworkFileException($"{file.Name}: a Mix Transformer of width {width} with {depth} blocks in its third stage is none of B0 to B3");
    }
}
