using Karyon.Core.Rasters;

namespace Karyon.Core.Representations;

/// <summary>
/// How nuclei are written as maps that a network can learn, and read back from the maps that it predicts.
/// Networks, losses and decoders meet through the channel names, never through indices. Implementations are immutable and thread safe.
/// </summary>
public interface IRepresentation
{
    /// <summary>The name in recipes and model cards, e.g. <c>hover</c>.</summary>
    string Name { get; }

    /// <summary>The channels of the targets and of the maps to decode, besides the class map; e.g. <c>np</c>, <c>h</c>, <c>v</c>.</summary>
    IReadOnlyList<string> ChannelNames { get; }

    /// <summary>
    /// Pixels of true context that a decoded window needs on each side, so that a nucleus whose centroid lies in the window's core
    /// comes out as from the whole map.
    /// </summary>
    int HaloPx { get; }

    /// <summary>Writes nuclei as target maps of the same size.</summary>
    /// <param name="labels">Instance map.</param>
    /// <param name="classOf">Class channel (1 and up; 0 is background) of each id; null for untyped nuclei.</param>
    PixelMaps Encode(LabelMap labels, IReadOnlyDictionary<int, int>? classOf = null);

    /// <summary>Reads nuclei from maps.</summary>
    /// <param name="maps">All of <see cref="ChannelNames"/>, and a class map for typed nuclei.</param>
    /// <exception cref="ArgumentException">A channel is missing.</exception>
    DecodedNuclei Decode(PixelMaps maps);
}
