using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>A network whose maps are HoVer's: nucleus logits, horizontal and vertical map, and type logits if there are classes. Input: RGB 0..255 as float.</summary>
public abstract class HoverNetwork : NucleusNetwork
{
    /// <inheritdoc/>
    public override MapRepresentation Representation => MapRepresentation.Hover;

    /// <summary>Writes the network down, raw.</summary>
    /// <param name="image">RGB 0..255, [N, 3, H, W].</param>
    /// <exception cref="ArgumentException">A side cannot be taken; the message says what to pad to.</exception>
    public abstract HoverMaps Forward(Value image);

    /// <inheritdoc/>
    public override NucleusMaps Activate(Value image)
    {
        var maps = Forward(image);
        return new NucleusMaps(maps.Np.Softmax(1), maps.Hv, maps.Tp?.Softmax(1));
    }
}
