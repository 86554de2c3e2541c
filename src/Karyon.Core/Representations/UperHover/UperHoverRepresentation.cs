using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;

namespace Karyon.Core.Representations.UperHover;

/// <summary>
/// UperHover's representation (model card SegTME-UNI2-UperHoVer): a class map, and two maps of distances to the nucleus's centre. Channels <c>h</c> and
/// <c>v</c>; the class map is always there, with one class "nucleus" for untyped nuclei.
/// </summary>
public sealed class UperHoverRepresentation : IRepresentation
{
    private readonly UperHoverDecoder _decoder;

    /// <summary>Makes the representation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public UperHoverRepresentation(UperHoverOptions? options = null) => _decoder = new UperHoverDecoder(options);

    /// <inheritdoc/>
    public string Name => "uperhover";

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelNames { get; } = [HoverChannels.Horizontal, HoverChannels.Vertical];

    /// <summary>64 px: a nucleus of 100 px and the window of its seeds. A blob of many nuclei may reach farther; its cut part shows in seeds alone.</summary>
    public int HaloPx => 64;

    /// <inheritdoc/>
    public PixelMaps Encode(LabelMap labels, IReadOnlyDictionary<int, int>? classOf = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var maps = new PixelMaps(labels.Width, labels.Height);
        if (classOf is not null) maps.WithClassesOf(labels, classOf);
        else maps.WithClasses(new Raster<byte>(labels.Width, labels.Height, [.. labels.Pixels.Select(id => id > 0 ? (byte)1 : (byte)0)]), 2);
        var (source, scaling) = (_decoder.Options.Source, _decoder.Options.Scaling);
        var targets = source == HvSource.Instances
            ? UperHoverTargets.OfInstances(labels, scaling)
            : UperHoverTargets.OfSemantic(maps.Classes!, source, scaling);
        return maps.With(HoverChannels.Horizontal, targets.Horizontal).With(HoverChannels.Vertical, targets.Vertical);
    }

    /// <inheritdoc/>
    public DecodedNuclei Decode(PixelMaps maps) => _decoder.Decode(maps);
}
