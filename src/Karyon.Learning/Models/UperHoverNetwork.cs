using System.Globalization;
using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// <see cref="UperHover"/> as a network of images: normalises RGB 0..255 with ImageNet's mean and deviation, brings logits and maps to the image's size
/// (bilinear, corners not aligned, as transformers' wrapper), and gives each class its probability. The names are those of <see cref="UperHover"/>.
/// </summary>
public sealed class UperHoverNetwork : NucleusNetwork
{
    private static readonly double[] Mean = [0.485, 0.456, 0.406], Deviation = [0.229, 0.224, 0.225];
    private readonly UperHover _network;

    /// <summary>Makes the network that a description names; weights are zero until loaded.</summary>
    /// <exception cref="ArgumentException">The description has no sizes, or as many classes as these do not.</exception>
    public UperHoverNetwork(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        var size = description.UperHover ?? throw new ArgumentException("the sizes of the network are missing", nameof(description));
        if (size.Classes < 2 || description.TypeChannels != size.Classes)
            throw new ArgumentException($"{description.Classes.Count} classes are named, the network tells {size.Classes - 1} apart", nameof(description));
        Description = description with { Architecture = NetworkDescription.UperHoverArchitecture };
        _network = Register("", new UperHover(size));
    }

    /// <inheritdoc/>
    public override NetworkDescription Description { get; }

    /// <inheritdoc/>
    public override string Normalization => $"(RGB/255-[{Texts(Mean)}])/[{Texts(Deviation)}]";

    /// <inheritdoc/>
    public override MapRepresentation Representation => MapRepresentation.UperHover;

    /// <inheritdoc/>
    public override TileDemand Tiles => new(_network.Size.Backbone.Side, _network.Size.Backbone.Patch);

    /// <inheritdoc/>
    public override bool DefersWeights => true;

    /// <inheritdoc/>
    public override NucleusMaps Activate(Value image)
    {
        float[] scale = [.. Deviation.Select(deviation => (float)(1 / (255 * deviation)))], shift = [.. Mean.Zip(Deviation, (mean, deviation) => (float)(-mean / deviation))];
        var maps = _network.Forward(image * Value.Constant(scale, new Shape(1, 3, 1, 1)) + Value.Constant(shift, new Shape(1, 3, 1, 1)));
        int height = image.Shape[2], width = image.Shape[3];
        return new NucleusMaps(null, maps.Hv.ResizeBilinear(height, width), maps.Semantic.ResizeBilinear(height, width).Softmax(1));
    }

    private static string Texts(double[] values) => string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
