using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>A network whose maps are HoVer's: nucleus logits, horizontal and vertical map, and type logits if there are classes. Input: RGB 0..255 as float.</summary>
public abstract class HoverNetwork : Module
{
    /// <summary>What it is.</summary>
    public abstract NetworkDescription Description { get; }

    /// <summary>How it turns RGB values into its first layer's input, e.g. <c>RGB/255</c>.</summary>
    public virtual string Normalization => "RGB/255";

    /// <summary>By how much the maps are smaller than the image on each side, px.</summary>
    public virtual int MarginPx => 0;

    /// <summary>What must be cut off each side of an image whose sides are divisible by 32 so that the network can take it, px.</summary>
    public virtual int TrimPx => 0;

    /// <summary>Writes the network down.</summary>
    /// <param name="image">RGB 0..255, [N, 3, H, W].</param>
    /// <exception cref="ArgumentException">A side cannot be taken; the message says what to pad to.</exception>
    public abstract HoverMaps Forward(Value image);

    /// <summary>The network of a description; weights are zero until loaded.</summary>
    /// <exception cref="ArgumentException">There is no such architecture or encoder.</exception>
    public static HoverNetwork Create(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.Architecture switch
        {
            NetworkDescription.UNetArchitecture => new HoverUNet(description),
            _ when HoverNetVariant.Named(description.Architecture) is { } variant => new HoverNet(variant, description),
            _ => throw new ArgumentException($"there is no architecture '{description.Architecture}'; use {NetworkDescription.UNetArchitecture}, {HoverNetVariant.Fast.Architecture} or {HoverNetVariant.Original.Architecture}", nameof(description)),
        };
    }
}
