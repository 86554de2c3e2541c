using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>
/// HoVer-Net's representation (Graham et al. 2019): a nucleus probability and two maps of distances to the centre, whose jumps part touching nuclei.
/// Channels <c>np</c>, <c>h</c>, <c>v</c>; targets by the border-safe rule.
/// </summary>
public sealed class HoverRepresentation : IRepresentation
{
    private readonly HoverDecoder _decoder;

    /// <summary>Makes the representation with the decoder's options.</summary>
    public HoverRepresentation(HoverOptions? options = null) => _decoder = new HoverDecoder(options);

    /// <inheritdoc/>
    public string Name => "hover";

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelNames { get; } = [HoverChannels.Probability, HoverChannels.Horizontal, HoverChannels.Vertical];

    /// <summary>
    /// 64 px: half of a nucleus of 100 px, and the 14 px that the Sobel (10), the blur (1), and the opening (4, less what overlaps) look further.
    /// Holds with <see cref="HvNormalization.Fixed"/>; no halo suffices for the published normalisation.
    /// </summary>
    public int HaloPx => 64;

    /// <inheritdoc/>
    public PixelMaps Encode(LabelMap labels, IReadOnlyDictionary<int, int>? classOf = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var targets = HoverTargets.Encode(labels);
        var probability = new Raster<float>(labels.Width, labels.Height);
        for (var i = 0; i < probability.Pixels.Length; i++) probability.Pixels[i] = targets.Nuclei.Pixels[i];
        var maps = new PixelMaps(labels.Width, labels.Height)
            .With(HoverChannels.Probability, probability)
            .With(HoverChannels.Horizontal, targets.Horizontal)
            .With(HoverChannels.Vertical, targets.Vertical);
        return classOf is null ? maps : maps.WithClassesOf(labels, classOf);
    }

    /// <inheritdoc/>
    public DecodedNuclei Decode(PixelMaps maps) => _decoder.Decode(HoverMaps.Of(maps), new HoverWorkspace());
}
