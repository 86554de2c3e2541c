using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>A network that nuclei are read from, of whatever representation. Input: RGB 0..255 as float; it normalises that itself.</summary>
public abstract class NucleusNetwork : Module
{
    /// <summary>What it is.</summary>
    public abstract NetworkDescription Description { get; }

    /// <summary>Which decoder reads its maps.</summary>
    public abstract MapRepresentation Representation { get; }

    /// <summary>How it turns RGB values into its first layer's input, e.g. <c>RGB/255</c>.</summary>
    public virtual string Normalization => "RGB/255";

    /// <summary>How its convolutions are padded, for people.</summary>
    public virtual string Padding => "symmetric";

    /// <summary>By how much the maps are smaller than the image on each side, px.</summary>
    public virtual int MarginPx => 0;

    /// <summary>What must be cut off each side of an image whose sides are divisible by 32 so that the network can take it, px.</summary>
    public virtual int TrimPx => 0;

    /// <summary>The tiles that a network wants which looks at all of a tile at once; null: it takes any with sides divisible by 32.</summary>
    public virtual TileDemand? Tiles => null;

    /// <summary>Whether weights are better read from the file when a plan packs them: a large network would else be in memory twice.</summary>
    public virtual bool DefersWeights => false;

    /// <summary>Writes the network down with its activations.</summary>
    /// <param name="image">RGB 0..255, [N, 3, H, W].</param>
    /// <exception cref="ArgumentException">A side cannot be taken; the message says what to pad to.</exception>
    public abstract NucleusMaps Activate(Value image);

    /// <summary>The network of a description; weights are zero until loaded.</summary>
    /// <exception cref="ArgumentException">There is no such architecture or encoder.</exception>
    public static NucleusNetwork Create(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.Architecture switch
        {
            NetworkDescription.UNetArchitecture => new HoverUNet(description),
            NetworkDescription.UperHoverArchitecture => new UperHoverNetwork(description),
            _ when HoverNetVariant.Named(description.Architecture) is { } variant => new HoverNet(variant, description),
            _ => throw new ArgumentException($"there is no architecture '{description.Architecture}'; use {NetworkDescription.UNetArchitecture}, {HoverNetVariant.Fast.Architecture}, {HoverNetVariant.Original.Architecture} or {NetworkDescription.UperHoverArchitecture}", nameof(description)),
        };
    }
}
