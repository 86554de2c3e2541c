using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.ThresholdWatershed;

/// <summary>
/// Reads nuclei from probabilities of background and interior as HoVer-NeXt does (repository digitalpathologybern/hover_next_inference,
/// <c>post_process_utils.py</c>; written from a description of its steps): thresholds by the pixel's class, a watershed of the interior from its
/// 8-connected seeds, holes filled, areas by class. Corrected: O(pixels) and the flood, about 65 bytes per px. Published: also the boxes of all nuclei, about 105. Immutable and thread safe.
/// </summary>
public sealed class ThresholdWatershedDecoder
{
    /// <summary>Makes a decoder.</summary>
    public ThresholdWatershedDecoder(ThresholdWatershedOptions? options = null) => Options = options ?? new ThresholdWatershedOptions();

    /// <summary>What the decoder was told.</summary>
    public ThresholdWatershedOptions Options { get; }

    /// <summary>The nuclei of a map; ids run from 1 without gaps.</summary>
    /// <param name="maps">The channels <c>background</c> and <c>interior</c>; the class map of typed nuclei, whose channel 0 no nucleus takes.</param>
    /// <exception cref="ArgumentException">A channel is missing.</exception>
    public DecodedNuclei Decode(PixelMaps maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var interior = maps[ThresholdWatershedChannels.Interior];
        LabelMap labels;
        if (Options.Rule == DecoderRule.Published)
        {
            labels = PublishedSteps.SplitParts(PublishedSteps.FillHoles(PublishedSteps.Flood(maps, Options), Options.MaximumHoleArea));
        }
        else
        {
            labels = Flood(maps);
            HoleFilling.Fill(labels);
        }
        var all = InstanceScan.Read(labels, maps, interior, 0);
        return Kept(all);
    }

    private LabelMap Flood(PixelMaps maps)
    {
        var (background, interior) = (maps[ThresholdWatershedChannels.Background], maps[ThresholdWatershedChannels.Interior]);
        Raster<byte> mask = new(maps.Width, maps.Height), seeds = new(maps.Width, maps.Height);
        var levels = new Raster<double>(maps.Width, maps.Height);
        for (var i = 0; i < levels.Pixels.Length; i++)
        {
            var classIndex = maps.Classes is null ? -1 : maps.Classes.Pixels[i] - 1;
            mask.Pixels[i] = 1.0 - background.Pixels[i] > Options.ForegroundOf(classIndex) ? (byte)1 : (byte)0;
            seeds.Pixels[i] = interior.Pixels[i] > Options.SeedOf(classIndex) ? (byte)1 : (byte)0;
            levels.Pixels[i] = 1.0 - interior.Pixels[i];
        }
        return Watershed.Flood(levels, ConnectedComponents.Label(seeds, Connectivity.Eight), mask, Connectivity.Eight);
    }

    /// <summary>The nuclei whose area suits their class, numbered anew.</summary>
    private DecodedNuclei Kept(DecodedNuclei all)
    {
        var newIds = new int[all.Nuclei.Count + 1];
        var kept = new List<Nuclei.Nucleus>();
        foreach (var nucleus in all.Nuclei)
        {
            if (!Options.Keeps(nucleus.ClassIndex, nucleus.AreaPx)) continue;
            newIds[nucleus.Id] = kept.Count + 1;
            kept.Add(nucleus with { Id = kept.Count + 1 });
        }
        foreach (ref var id in all.Labels.Pixels.AsSpan()) id = newIds[id];
        return new DecodedNuclei(all.Labels, kept);
    }
}
