using Karyon.Learning.Models;
using Karyon.Tensors.Modules;

namespace Karyon.Learning.Checkpoints;

/// <summary>A network whose published weight files are understood.</summary>
/// <param name="Architecture">Its name in metadata.</param>
/// <param name="Markers">Tensors by which a file is recognised, in the published names.</param>
/// <param name="Create">Makes it with weights of zero.</param>
/// <param name="Normalization">How RGB values become its input.</param>
/// <param name="Padding">How its convolutions are padded.</param>
/// <param name="Ignored">Tensors of published files that it has no place for.</param>
internal sealed record KnownNetwork(string Architecture, IReadOnlyList<string> Markers, Func<ICheckpoint, ConversionOptions, Module> Create, string Normalization, string Padding, params IReadOnlyList<IgnoredTensors> Ignored)
{
    private const string ImageNet = "(RGB/255-[0.485,0.456,0.406])/[0.229,0.224,0.225]";

    /// <summary>MobileNetV2 with classifier, batch norms folded.</summary>
    public static KnownNetwork MobileNetV2Classifier { get; } =
        new("mobilenet_v2", ["features.0.0.bias", "features.18.0.bias", "classifier.1.weight"], static (_, _) => new MobileNetV2Classifier(), "RGB/127.5-1", "TensorFlow SAME");

    /// <summary>All, the most particular first.</summary>
    public static IReadOnlyList<KnownNetwork> All { get; } =
    [
        MobileNetV2Classifier,
        new("mobilenet_v2-encoder", ["features.0.1.running_mean", "features.17.conv.3.weight"], static (_, _) => new MobileNetV2Encoder(), ImageNet, "symmetric 1",
            new IgnoredTensors("features.18.*", "the last convolution feeds the classifier alone"), new IgnoredTensors("classifier.*", "the classifier")),
        new("resnet34-encoder", ["layer1.0.conv1.weight", "layer3.5.bn2.running_var"], static (_, _) => new ResNetEncoder([3, 4, 6, 3]), ImageNet, "symmetric",
            new IgnoredTensors("fc.*", "the classifier")),
        new("unet-hover", ["encoder.layer3.5.bn2.running_var", "decoder.blocks.4.conv2.1.weight", "segmentation_head.0.weight"], static (file, options) => PublishedUNet.Create("resnet34", file, options), ImageNet, "symmetric"),
        new("unet-hover", ["encoder.features.17.conv.3.weight", "decoder.blocks.4.conv2.1.weight", "segmentation_head.0.weight"], static (file, options) => PublishedUNet.Create("mobilenet_v2", file, options), ImageNet, "symmetric"),
    ];
}
