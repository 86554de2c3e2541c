using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.DistanceMaps;

/// <summary>
/// The representation of the two-stage U-Net (Mahbod et al.): a nucleus probability and the distance to the nucleus's border. Channels
/// <c>np</c> and <c>distance</c>.
/// </summary>
public sealed class DistanceMapRepresentation : IRepresentation
{
    private readonly DistanceMapDecoder _decoder;

    /// <summary>Makes the representation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public DistanceMapRepresentation(DistanceMapOptions? options = null) => _decoder = new DistanceMapDecoder(options);

    /// <inheritdoc/>
    public string Name => "distance";

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelNames { get; } = [DistanceMapChannels.Probability, DistanceMapChannels.Distance];

    /// <summary>
    /// 96 px: half of a nucleus of 100 px and the reach of a Gaussian for nuclei of 40 px (10 px of sigma, 4 sigma). Holds where
    /// <see cref="DistanceMapOptions.NucleusAreaPx"/> is given; no halo suffices for an area that follows the window.
    /// </summary>
    public int HaloPx => 96;

    /// <inheritdoc/>
    public PixelMaps Encode(LabelMap labels, IReadOnlyDictionary<int, int>? classOf = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var distances = DistanceTargets.Encode(labels, _decoder.Options.Scaling);
        Raster<float> probability = new(labels.Width, labels.Height), distance = new(labels.Width, labels.Height);
        for (var i = 0; i < labels.Pixels.Length; i++)
            (probability.Pixels[i], distance.Pixels[i]) = (labels.Pixels[i] > 0 ? 1 : 0, (float)distances.Pixels[i]);
        var maps = new PixelMaps(labels.Width, labels.Height).With(DistanceMapChannels.Probability, probability).With(DistanceMapChannels.Distance, distance);
        return classOf is null ? maps : maps.WithClassesOf(labels, classOf);
    }

    /// <inheritdoc/>
    public DecodedNuclei Decode(PixelMaps maps) => _decoder.Decode(maps);
}
