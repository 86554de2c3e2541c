using System.Runtime.InteropServices;
using Karyon.Core.Rasters;

namespace Karyon.Core.Metrics;

/// <summary>
/// How the nuclei of two instance maps overlap: areas of all, and the shared pixels of those pairs that meet. Every
/// instance metric reads from it. Sparse: memory goes with the number of pairs that meet, not with their product.
/// Immutable and thread safe.
/// </summary>
public sealed class ContingencyTable
{
    private readonly int[] _truthIds, _truthAreas, _predictionIds, _predictionAreas, _starts;
    private readonly Overlap[] _overlaps;

    private ContingencyTable(int[] truthIds, int[] truthAreas, int[] predictionIds, int[] predictionAreas, Overlap[] overlaps)
    {
        (_truthIds, _truthAreas, _predictionIds, _predictionAreas, _overlaps) = (truthIds, truthAreas, predictionIds, predictionAreas, overlaps);
        _starts = new int[truthIds.Length + 1];
        foreach (var overlap in overlaps)
        {
            _starts[overlap.Truth + 1]++;
            SharedForeground += overlap.Pixels;
        }
        for (var truth = 0; truth < truthIds.Length; truth++) _starts[truth + 1] += _starts[truth];
        foreach (var area in truthAreas) TruthForeground += area;
        foreach (var area in predictionAreas) PredictionForeground += area;
    }

    /// <summary>The true nuclei's ids, ascending.</summary>
    public ReadOnlySpan<int> TruthIds => _truthIds;

    /// <summary>The true nuclei's areas, px, in the order of <see cref="TruthIds"/>.</summary>
    public ReadOnlySpan<int> TruthAreas => _truthAreas;

    /// <summary>The predicted nuclei's ids, ascending.</summary>
    public ReadOnlySpan<int> PredictionIds => _predictionIds;

    /// <summary>The predicted nuclei's areas, px, in the order of <see cref="PredictionIds"/>.</summary>
    public ReadOnlySpan<int> PredictionAreas => _predictionAreas;

    /// <summary>All pairs that share pixels, by truth, then by prediction.</summary>
    public ReadOnlySpan<Overlap> Overlaps => _overlaps;

    /// <summary>Pixels inside any true nucleus.</summary>
    public long TruthForeground { get; }

    /// <summary>Pixels inside any predicted nucleus.</summary>
    public long PredictionForeground { get; }

    /// <summary>Pixels inside both a true and a predicted nucleus.</summary>
    public long SharedForeground { get; }

    /// <summary>Whether neither side has a nucleus; no figure is defined then.</summary>
    public bool IsEmpty => _truthIds.Length == 0 && _predictionIds.Length == 0;

    /// <summary>The pairs of one true nucleus, by prediction.</summary>
    /// <param name="truth">Index into <see cref="TruthIds"/>.</param>
    public ReadOnlySpan<Overlap> OverlapsOf(int truth) => _overlaps.AsSpan(_starts[truth], _starts[truth + 1] - _starts[truth]);

    /// <summary>Pixels of either nucleus of a pair.</summary>
    public long UnionOf(Overlap overlap) =>
        (long)_truthAreas[overlap.Truth] + _predictionAreas[overlap.Prediction] - overlap.Pixels;

    /// <summary>Intersection over union of a pair, (0, 1].</summary>
    public double IouOf(Overlap overlap) => overlap.Pixels / (double)UnionOf(overlap);

    /// <summary>Counts the overlaps of two maps in one scan, O(pixels). Ids need not be consecutive; 0 is background.</summary>
    /// <exception cref="ArgumentException">The maps differ in size.</exception>
    public static ContingencyTable Build(LabelMap truth, LabelMap prediction)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(prediction);
        if (truth.Width != prediction.Width || truth.Height != prediction.Height)
            throw new ArgumentException(
                $"the truth has {truth.Width} x {truth.Height} px, the prediction {prediction.Width} x {prediction.Height}: they must have the same size",
                nameof(prediction));

        var pairs = CountPairs(truth.Pixels, prediction.Pixels);
        var truthIndex = new Dictionary<int, int>();
        var predictionIndex = new Dictionary<int, int>();
        foreach (var (key, _) in pairs)
        {
            if (TruthOf(key) != 0) truthIndex.TryAdd(TruthOf(key), 0);
            if (PredictionOf(key) != 0) predictionIndex.TryAdd(PredictionOf(key), 0);
        }
        var truthIds = Number(truthIndex);
        var predictionIds = Number(predictionIndex);

        var truthAreas = new int[truthIds.Length];
        var predictionAreas = new int[predictionIds.Length];
        var overlaps = new List<Overlap>(pairs.Count);
        foreach (var (key, pixels) in pairs)
        {
            var t = TruthOf(key) == 0 ? -1 : truthIndex[TruthOf(key)];
            var p = PredictionOf(key) == 0 ? -1 : predictionIndex[PredictionOf(key)];
            if (t >= 0) truthAreas[t] += pixels;
            if (p >= 0) predictionAreas[p] += pixels;
            if (t >= 0 && p >= 0) overlaps.Add(new Overlap(t, p, pixels));
        }
        var sorted = overlaps.ToArray();
        Array.Sort(sorted, static (a, b) => a.Truth != b.Truth ? a.Truth.CompareTo(b.Truth) : a.Prediction.CompareTo(b.Prediction));
        return new ContingencyTable(truthIds, truthAreas, predictionIds, predictionAreas, sorted);
    }

    /// <summary>Pixels per pair of ids. Counts runs first, so that the dictionary is asked once a run, not once a pixel.</summary>
    private static Dictionary<ulong, int> CountPairs(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction)
    {
        var pairs = new Dictionary<ulong, int>();
        var start = 0;
        for (var i = 1; i <= truth.Length; i++)
        {
            if (i < truth.Length && truth[i] == truth[start] && prediction[i] == prediction[start]) continue;
            CollectionsMarshal.GetValueRefOrAddDefault(pairs, Key(truth[start], prediction[start]), out _) += i - start;
            start = i;
        }
        return pairs;
    }

    private static ulong Key(int truth, int prediction) => (ulong)(uint)truth << 32 | (uint)prediction;

    private static int TruthOf(ulong key) => (int)(key >> 32);

    private static int PredictionOf(ulong key) => (int)(uint)key;

    private static int[] Number(Dictionary<int, int> index)
    {
        int[] ids = [.. index.Keys];
        Array.Sort(ids);
        for (var i = 0; i < ids.Length; i++) index[ids[i]] = i;
        return ids;
    }
}
