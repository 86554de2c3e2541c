using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>A network of any kind, to be written down and walked. Owns it.</summary>
/// <param name="Network">The network.</param>
/// <param name="Forward">Writes it down for an image [N, 3, H, W]: its outputs.</param>
public sealed record DrawnNetwork(Module Network, Func<Value, IReadOnlyList<Value>> Forward) : IDisposable
{
    /// <summary>Side of the image that its cost is stated for, px: the originals'.</summary>
    public int SidePx { get; private init; } = 256;

    /// <summary>Side of an image that it can take and that is larger than its receptive field, px.</summary>
    private int LargeSidePx { get; init; } = 8192;

    /// <summary>Trained elements.</summary>
    public long ParameterCount => Network.ParameterCount;

    /// <summary>A HoVer network: nuclei, distances, and types if there are any.</summary>
    public static DrawnNetwork Of(HoverNetwork network)
    {
        var drawn = new DrawnNetwork(network, image => network.Forward(image) is var maps && maps.Tp is null ? [maps.Np, maps.Hv] : [maps.Np, maps.Hv, maps.Tp]);
        return network is HoverNet { Variant: var variant } ? drawn with { SidePx = variant.SidePx, LargeSidePx = variant.NextSide(drawn.LargeSidePx) } : drawn;
    }

    /// <summary>A transformer of 14 px patches, with what may follow it.</summary>
    public static DrawnNetwork OfPatches(Module network, Func<Value, IReadOnlyList<Value>> forward) => new(network, forward) { SidePx = 224, LargeSidePx = 32 * 224 };

    /// <summary>What it costs in inference for a square image of <see cref="SidePx"/>; stride and receptive field are those of an image large enough.</summary>
    public NetworkCost Cost()
    {
        Network.Eval();
        var large = CostAt(LargeSidePx);
        return CostAt(SidePx) with { Stride = large.Stride, ReceptiveField = large.ReceptiveField };
    }

    private NetworkCost CostAt(int sidePx)
    {
        var image = Value.Input("image", new Shape(1, 3, sidePx, sidePx));
        return NetworkCost.Of(image, Forward(image));
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}
