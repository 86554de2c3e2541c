using Karyon.Core.Filters;
using Karyon.Core.Labelling;
using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;

namespace Karyon.Core.Representations.UperHover;

/// <summary>
/// Reads nuclei from a class map and distance maps as the UperHover card does, as far as it says: foreground is every class, the energy is the
/// length of (h, v), low in the middle of nuclei; seeds are the points of a blob farthest from its border; a compact watershed of the energy parts the
/// blobs. A nucleus has the class of most of its pixels, ties to the lower. O(pixels) and the flood; about 40 bytes per px. Immutable and thread safe.
/// </summary>
public sealed class UperHoverDecoder
{
    /// <summary>Makes a decoder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public UperHoverDecoder(UperHoverOptions? options = null)
    {
        Options = options ?? new UperHoverOptions();
        if (Options.MinimumSeedDistance < 1)
            throw new ArgumentOutOfRangeException(nameof(options), Options.MinimumSeedDistance, "the least distance between seeds is at least 1 px");
        if (!(Options.Compactness > 0))
            throw new ArgumentOutOfRangeException(nameof(options), Options.Compactness, "the compactness is above 0");
    }

    /// <summary>What the decoder was told.</summary>
    public UperHoverOptions Options { get; }

    /// <summary>The nuclei of a map; ids run from 1 in raster order of the seeds.</summary>
    /// <param name="maps">The channels <c>h</c> and <c>v</c> and the class map; class 255 is not known and no nucleus.</param>
    /// <exception cref="ArgumentException">A channel or the class map is missing.</exception>
    public DecodedNuclei Decode(PixelMaps maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var classes = maps.Classes ?? throw new ArgumentException("UperHover reads nuclei from the class map, which is missing", nameof(maps));
        var foreground = new Raster<byte>(maps.Width, maps.Height);
        for (var i = 0; i < foreground.Pixels.Length; i++) foreground.Pixels[i] = classes.Pixels[i] is not 0 and not UperHoverTargets.Void ? (byte)1 : (byte)0;
        var published = Options.Rule == DecoderRule.Published;
        var blobs = ConnectedComponents.Label(foreground, published ? Connectivity.Eight : Connectivity.Four);
        var seeds = UperHoverSeeds.Find(DistanceTransform.Squared(foreground), blobs, Options.MinimumSeedDistance);
        var flood = new CompactFlood(Energy(maps, foreground), Options.Compactness, foreground, Connectivity.Four);
        if (published) FloodTogether(flood, seeds);
        else FloodByBlob(flood, seeds, blobs);
        return InstanceScan.Read(flood.Labels, maps, null, Options.MinimumArea);
    }

    private static Raster<double> Energy(PixelMaps maps, Raster<byte> foreground)
    {
        float[] h = maps[HoverChannels.Horizontal].Pixels, v = maps[HoverChannels.Vertical].Pixels;
        var energy = new Raster<double>(maps.Width, maps.Height);
        for (var i = 0; i < h.Length; i++)
            if (foreground.Pixels[i] != 0) energy.Pixels[i] = Math.Sqrt((double)h[i] * h[i] + (double)v[i] * v[i]);
        return energy;
    }

    private static void FloodTogether(CompactFlood flood, List<int> seeds)
    {
        for (var k = 0; k < seeds.Count; k++) flood.Seed(seeds[k], k + 1);
        flood.Run();
    }

    private static void FloodByBlob(CompactFlood flood, List<int> seeds, LabelMap blobs)
    {
        var blob = 0;
        foreach (var k in Enumerable.Range(0, seeds.Count).OrderBy(k => blobs.Pixels[seeds[k]]))
        {
            if (blobs.Pixels[seeds[k]] != blob) flood.Run();
            blob = blobs.Pixels[seeds[k]];
            flood.Seed(seeds[k], k + 1);
        }
        flood.Run();
    }
}
