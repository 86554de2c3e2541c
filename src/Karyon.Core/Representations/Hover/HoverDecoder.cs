using Karyon.Core.Filters;
using Karyon.Core.Filters.Kernels;
using Karyon.Core.Labelling;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>
/// Reads nuclei from HoVer maps: the steps of hover_net's <c>__proc_np_hv</c> and <c>process</c> (Graham et al. 2019, section 3.2) in O(pixels) plus
/// the flood of the foreground. Immutable and thread safe; the working memory is the caller's.
/// </summary>
/// <remarks>
/// With <see cref="HvNormalization.Published"/> the instance map is the original's, pixel for pixel and id for id (ids have gaps).
/// With <see cref="HvNormalization.Fixed"/> each blob is flooded by itself, so that ties do not hang on what else the tile holds,
/// and ids run from 1 without gaps.
/// </remarks>
public sealed class HoverDecoder
{
    /// <summary>Makes a decoder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public HoverDecoder(HoverOptions? options = null)
    {
        Options = options ?? new HoverOptions();
        if (!(Options.ProbabilityThreshold is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), Options.ProbabilityThreshold, "the probability threshold lies above 0 and at most at 1");
        if (!(Options.OverallThreshold is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), Options.OverallThreshold, "the overall threshold lies above 0 and at most at 1");
    }

    /// <summary>What the decoder was told.</summary>
    public HoverOptions Options { get; }

    /// <summary>The nuclei of a map and its instance map (newly allocated, 4 bytes per px).</summary>
    public DecodedNuclei Decode(HoverMaps maps, HoverWorkspace workspace)
    {
        var nuclei = DecodeNuclei(maps, workspace);
        var labels = new LabelMap(maps.Width, maps.Height);
        var (flood, newIds) = (workspace.Flood, workspace.NewIds);
        foreach (var run in workspace.BlobRuns.Runs)
        {
            var source = flood.Labels.AsSpan(flood.At(run.Row, run.Start), run.Length);
            var target = labels.Raster.Row(run.Row).Slice(run.Start, run.Length);
            for (var i = 0; i < source.Length; i++) target[i] = newIds[source[i]];
        }
        return new DecodedNuclei(labels, nuclei);
    }

    /// <summary>The nuclei of a map by rising id, in its coordinates, without an instance map.</summary>
    public IReadOnlyList<Nucleus> DecodeNuclei(HoverMaps maps, HoverWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var published = Options.Normalization == HvNormalization.Published;
        workspace.Reshape(maps.Width, maps.Height, published);
        FindBlobs(maps, workspace);
        workspace.ReserveIds(0);
        if (workspace.BlobRuns.Count == 0) return [];
        workspace.Flood.Reshape(maps.Width, maps.Height);
        HoverEnergy.Compute(maps, Options, workspace);
        FindMarkers(workspace);
        Flood(workspace, published);
        return Collect(maps, workspace, published);
    }

    private void FindBlobs(HoverMaps maps, HoverWorkspace workspace)
    {
        // p >= t in double is p >= the least float that is not below t.
        var threshold = (float)Options.ProbabilityThreshold;
        if (threshold < Options.ProbabilityThreshold) threshold = MathF.BitIncrement(threshold);
        var blobs = workspace.Blobs;
        for (var row = 0; row < maps.Height; row++) PixelRows.AtLeast(maps.ProbabilityRow(row), threshold, blobs.Row(row));
        workspace.BlobRuns.Read(blobs, Connectivity.Four);
        SmallObjects.Remove(blobs, workspace.BlobRuns, Options.MinimumBlobArea);
        workspace.BlobRuns.Read(blobs, Connectivity.Four);
    }

    /// <summary>Steps 6 and 7: fill holes, open by the ellipse, label; small markers are left out when the flood is seeded.</summary>
    private static void FindMarkers(HoverWorkspace workspace)
    {
        HoleFilling.Fill(workspace.Markers, workspace.MarkerRuns);
        EllipseMorphology.Open(workspace.Markers, workspace.Scratch, workspace.Markers);
        workspace.MarkerRuns.Read(workspace.Markers, Connectivity.Four);
    }

    private void Flood(HoverWorkspace workspace, bool published)
    {
        PlaceMarkers(workspace);
        // Apart from seeds of one level, whose order the original's heap settles over the whole map, blobs do not see each other.
        if (FloodByBlob(workspace) || !published) return;
        PlaceMarkers(workspace);
        FloodTogether(workspace);
    }

    private void PlaceMarkers(HoverWorkspace workspace)
    {
        var (flood, blobs, markers) = (workspace.Flood, workspace.BlobRuns, workspace.MarkerRuns);
        foreach (var run in blobs.Runs) flood.Labels.AsSpan(flood.At(run.Row, run.Start), run.Length).Clear();
        for (var i = 0; i < markers.Count; i++)
        {
            var marker = markers.Components[i];
            if (markers.Areas[marker] < Options.MinimumMarkerArea) continue;
            var run = markers.Runs[i];
            // A filled hole of a marker may lie outside of the blob; the watershed drops markers outside of its mask.
            foreach (ref var label in flood.Labels.AsSpan(flood.At(run.Row, run.Start), run.Length))
                if (label == 0) label = marker;
        }
    }

    private static void FloodTogether(HoverWorkspace workspace)
    {
        var flood = workspace.Flood;
        var pixels = 0;
        foreach (var run in workspace.BlobRuns.Runs) pixels += run.Length;
        flood.Reserve(pixels);
        foreach (var run in workspace.BlobRuns.Runs)
            for (int at = flood.At(run.Row, run.Start), end = at + run.Length; at < end; at++)
                if (flood.Labels[at] > 0) flood.Seed(at);
        flood.Run(Connectivity.Four);
    }

    /// <summary>Floods each blob by itself, from those marker pixels that have somewhere to go.</summary>
    /// <returns>Whether no two seeds of a blob had the same level.</returns>
    private static bool FloodByBlob(HoverWorkspace workspace)
    {
        var (flood, blobs) = (workspace.Flood, workspace.BlobRuns);
        var (labels, stride) = (flood.Labels, flood.Stride);
        var components = blobs.Components;
        var runs = blobs.Runs;
        var blob = 0;
        var settled = true;
        foreach (var index in RunsByComponent(workspace))
        {
            if (components[index] != blob)
            {
                settled &= flood.Run(Connectivity.Four);
                blob = components[index];
            }
            var run = runs[index];
            for (int at = flood.At(run.Row, run.Start), end = at + run.Length; at < end; at++)
                if (labels[at] > 0 && (labels[at - stride] == 0 || labels[at - 1] == 0 || labels[at + 1] == 0 || labels[at + stride] == 0)) flood.Seed(at);
        }
        return flood.Run(Connectivity.Four) & settled;
    }

    /// <summary>The runs of each blob together, in raster order inside a blob: a counting sort.</summary>
    private static ReadOnlySpan<int> RunsByComponent(HoverWorkspace workspace)
    {
        var blobs = workspace.BlobRuns;
        workspace.ReserveRuns(blobs.Count + blobs.ComponentCount + 2);
        var order = workspace.RunOrder.AsSpan(0, blobs.Count);
        var next = workspace.RunOrder.AsSpan(blobs.Count, blobs.ComponentCount + 2);
        next.Clear();
        foreach (var component in blobs.Components) next[component + 1]++;
        for (var component = 1; component < next.Length; component++) next[component] += next[component - 1];
        for (var index = 0; index < blobs.Count; index++) order[next[blobs.Components[index]]++] = index;
        return order;
    }

    private List<Nucleus> Collect(HoverMaps maps, HoverWorkspace workspace, bool published)
    {
        var (flood, instances) = (workspace.Flood, workspace.Instances);
        var highest = workspace.MarkerRuns.ComponentCount;
        workspace.ReserveIds(highest);
        instances.Start(highest, maps.ClassChannels);
        foreach (var run in workspace.BlobRuns.Runs)
        {
            var from = run.Row * maps.Stride + run.Start;
            instances.Add(
                run, flood.Labels.AsSpan(flood.At(run.Row, run.Start), run.Length), maps.Probability.Slice(from, run.Length),
                maps.ClassChannels > 0 ? maps.Classes.Slice(from, run.Length) : default);
        }
        return instances.Collect(Options.MinimumArea, renumber: !published, voteEpsilon: published ? 1e-6 : 0, workspace.NewIds);
    }
}
