using Karyon.Core.Filters;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.ThresholdWatershed;

/// <summary>
/// HoVer-NeXt's representation, for comparisons: probabilities of background and of the interior of nuclei. Channels <c>background</c> and
/// <c>interior</c>. The targets are our reading: a nucleus's interior is what does not touch another label by an edge or corner.
/// </summary>
public sealed class ThresholdWatershedRepresentation : IRepresentation
{
    /// <summary>Squared distance to another label of a pixel that touches it by a corner, px².</summary>
    private const int Corner = 2;

    private readonly ThresholdWatershedDecoder _decoder;

    /// <summary>Makes the representation.</summary>
    public ThresholdWatershedRepresentation(ThresholdWatershedOptions? options = null) => _decoder = new ThresholdWatershedDecoder(options);

    /// <inheritdoc/>
    public string Name => "threshold-watershed";

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelNames { get; } = [ThresholdWatershedChannels.Background, ThresholdWatershedChannels.Interior];

    /// <summary>64 px: half of a nucleus of 100 px and a margin. Holds with <see cref="DecoderRule.Corrected"/>, but for seeds of one level in a blob.</summary>
    public int HaloPx => 64;

    /// <summary>Writes nuclei as target maps; a nucleus without interior (a line, a speck) is interior throughout.</summary>
    /// <param name="labels">Instance map.</param>
    /// <param name="classOf">Class channel of each id; null for untyped nuclei.</param>
    public PixelMaps Encode(LabelMap labels, IReadOnlyDictionary<int, int>? classOf = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var squared = DistanceTransform.Squared(labels);
        var wide = new HashSet<int>();
        for (var i = 0; i < squared.Pixels.Length; i++)
            if (squared.Pixels[i] > Corner) wide.Add(labels.Pixels[i]);
        Raster<float> background = new(labels.Width, labels.Height), interior = new(labels.Width, labels.Height);
        for (var i = 0; i < squared.Pixels.Length; i++)
        {
            if (labels.Pixels[i] <= 0) background.Pixels[i] = 1;
            else if (squared.Pixels[i] > Corner || !wide.Contains(labels.Pixels[i])) interior.Pixels[i] = 1;
        }
        var maps = new PixelMaps(labels.Width, labels.Height)
            .With(ThresholdWatershedChannels.Background, background).With(ThresholdWatershedChannels.Interior, interior);
        return classOf is null ? maps : maps.WithClassesOf(labels, classOf);
    }

    /// <inheritdoc/>
    public DecodedNuclei Decode(PixelMaps maps) => _decoder.Decode(maps);
}
