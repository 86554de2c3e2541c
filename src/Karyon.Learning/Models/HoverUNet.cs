using System.Globalization;
using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// A U-Net with HoVer outputs: nucleus logits (background, nucleus), horizontal and vertical map, and type logits (background first) if
/// there are classes. Input: RGB 0..255 as float, [N, 3, H, W]; it is normalised here.
/// </summary>
public sealed class HoverUNet : HoverNetwork
{
    private readonly UNet _network;

    /// <summary>Makes the network that a description names; weights are zero until initialised or loaded.</summary>
    /// <exception cref="ArgumentException">There is no encoder of that name.</exception>
    public HoverUNet(NetworkDescription description)
    {
        Description = description;
        Encoder encoder = description.Encoder switch
        {
            "mobilenet_v2" => new MobileNetV2Encoder(),
            "resnet34" => new ResNetEncoder([3, 4, 6, 3]),
            _ when MixTransformerSize.All.FirstOrDefault(size => size.Name == description.Encoder) is { } size => new MixTransformerEncoder(size),
            _ => throw new ArgumentException($"there is no encoder '{description.Encoder}'; use mobilenet_v2, resnet34 or mit_b0 to mit_b3", nameof(description)),
        };
        _network = Register("", new UNet(encoder, description.Widths, 4 + description.TypeChannels));
    }

    /// <inheritdoc/>
    public override NetworkDescription Description { get; }

    /// <inheritdoc/>
    public override string Normalization => _network.Encoder.Deviation.All(deviation => deviation == 1) ? base.Normalization : $"(RGB/255-[{Texts(_network.Encoder.Mean)}])/[{Texts(_network.Encoder.Deviation)}]";

    /// <summary>Sides must be divisible by this, px.</summary>
    public static int Stride => 32;

    /// <summary>Writes the network down.</summary>
    /// <param name="image">RGB 0..255, [N, 3, H, W], sides divisible by <see cref="Stride"/>.</param>
    public override HoverMaps Forward(Value image)
    {
        float[] scale = new float[3], shift = new float[3];
        for (var c = 0; c < 3; c++)
        {
            scale[c] = (float)(1 / (255.0 * _network.Encoder.Deviation[c]));
            shift[c] = (float)(-(double)_network.Encoder.Mean[c] / _network.Encoder.Deviation[c]);
        }
        var normalised = image * Value.Constant(scale, new Shape(1, 3, 1, 1)) + Value.Constant(shift, new Shape(1, 3, 1, 1));
        var output = _network.Forward(normalised);
        return new HoverMaps(output.Slice(1, 0, 2), output.Slice(1, 2, 2), Description.TypeChannels == 0 ? null : output.Slice(1, 4, Description.TypeChannels));
    }

    private static string Texts(IEnumerable<float> colours) => string.Join(',', colours.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Random weights: encoder He normal by fan-out, decoder He uniform, head Glorot uniform with zero bias.</summary>
    public void Initialize(ulong seed)
    {
        var index = 0UL;
        foreach (var parameter in TrainedParameters())
        {
            index++;
            if (parameter.Tensor.Shape.Rank != 4) continue;
            var random = new CounterRandom(seed, index);
            if (parameter.Name.StartsWith("encoder.", StringComparison.Ordinal)) Initialization.KaimingNormalFanOut(parameter, random);
            else if (parameter.Name.StartsWith("segmentation_head.", StringComparison.Ordinal)) Initialization.XavierUniform(parameter, random);
            else Initialization.KaimingUniform(parameter, random);
        }
    }
}

/// <summary>The outputs of a HoVer network, raw, by name.</summary>
/// <param name="Np">Logits of background and nucleus, [N, 2, H, W].</param>
/// <param name="Hv">Horizontal and vertical map, [N, 2, H, W].</param>
/// <param name="Tp">Logits of background and the classes, [N, 1 + classes, H, W]; null without types.</param>
public sealed record HoverMaps(Value Np, Value Hv, Value? Tp);
