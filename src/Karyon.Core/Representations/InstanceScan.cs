using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations;

/// <summary>
/// Gathers the nuclei of a labelled image in one pass over its foreground runs: area, sums for the centroid, class votes, mean probability and
/// the runs of each mask. O(foreground pixels); no pass per instance. Reusable; not thread safe.
/// </summary>
internal sealed class InstanceScan
{
    private Run[] _runs = new Run[256];
    private int[] _ids = new int[256];
    private int _count;
    private int[] _areas = [];
    private int[] _runCounts = [];
    private long[] _sumsX = [];
    private long[] _sumsY = [];
    private double[] _probabilities = [];
    private int[] _votes = [];
    private int _highestId;
    private int _classChannels;

    /// <summary>
    /// The nuclei of an instance map whose ids are 1 and up without large gaps; the map is renumbered in place and becomes the result's.
    /// </summary>
    /// <param name="labels">The instance map.</param>
    /// <param name="maps">Where classes are read.</param>
    /// <param name="probabilities">Probability of "nucleus"; null where nuclei are typed.</param>
    /// <param name="minimumArea">Smaller ones are left out, px.</param>
    public static DecodedNuclei Read(LabelMap labels, PixelMaps maps, Raster<float>? probabilities, int minimumArea)
    {
        var highest = 0;
        foreach (var id in labels.Pixels) highest = Math.Max(highest, id);
        var scan = new InstanceScan();
        scan.Start(highest, maps.ClassChannels);
        for (var row = 0; row < labels.Height; row++)
            scan.Add(
                new Run(row, 0, labels.Width), labels.Raster.Row(row), probabilities is null ? default : probabilities.Row(row),
                maps.Classes is null ? default : maps.Classes.Row(row));
        var newIds = new int[highest + 1];
        var nuclei = scan.Collect(minimumArea, renumber: true, voteEpsilon: 0, newIds);
        foreach (ref var id in labels.Pixels.AsSpan()) id = newIds[id];
        return new DecodedNuclei(labels, nuclei);
    }

    /// <summary>Starts an image.</summary>
    /// <param name="highestId">No id is above this.</param>
    /// <param name="classChannels">Class channels, background included; 0 for untyped nuclei.</param>
    public void Start(int highestId, int classChannels)
    {
        (_count, _highestId, _classChannels) = (0, highestId, classChannels);
        Renew(ref _areas, highestId + 1);
        Renew(ref _runCounts, highestId + 1);
        Renew(ref _sumsX, highestId + 1);
        Renew(ref _sumsY, highestId + 1);
        Renew(ref _probabilities, highestId + 1);
        Renew(ref _votes, (highestId + 1) * classChannels);
    }

    /// <summary>Reads one foreground run, which may hold several instances and background.</summary>
    /// <param name="run">Where it lies.</param>
    /// <param name="labels">Its ids; 0 and below is background.</param>
    /// <param name="probabilities">Its probabilities of "nucleus"; may be empty for typed nuclei, which do not read them.</param>
    /// <param name="classes">Its class channels; empty for untyped nuclei.</param>
    /// <exception cref="ArgumentException">A class channel is out of range.</exception>
    public void Add(Run run, ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, ReadOnlySpan<byte> classes)
    {
        for (var start = 0; start < labels.Length;)
        {
            var id = labels[start];
            var end = start + 1;
            while (end < labels.Length && labels[end] == id) end++;
            if (id > 0)
            {
                AddPiece(id, new Run(run.Row, run.Start + start, run.Start + end));
                var sum = _probabilities[id];
                for (var i = start; i < end && i < probabilities.Length; i++) sum += probabilities[i];
                _probabilities[id] = sum;
                if (_classChannels > 0) Vote(id, classes[start..end]);
            }
            start = end;
        }
    }

    private void AddPiece(int id, Run piece)
    {
        if (_count == _runs.Length)
        {
            Array.Resize(ref _runs, 2 * _count);
            Array.Resize(ref _ids, 2 * _count);
        }
        (_runs[_count], _ids[_count]) = (piece, id);
        _count++;
        _runCounts[id]++;
        _areas[id] += piece.Length;
        _sumsX[id] += (long)(piece.Start + piece.End - 1) * piece.Length; // twice the sum of the columns
        _sumsY[id] += (long)piece.Row * piece.Length;
    }

    private void Vote(int id, ReadOnlySpan<byte> classes)
    {
        var votes = _votes.AsSpan(id * _classChannels, _classChannels);
        foreach (var channel in classes)
        {
            if (channel >= votes.Length)
                throw new ArgumentException($"the class map holds channel {channel}, but the model has {votes.Length} channels", nameof(classes));
            votes[channel]++;
        }
    }

    /// <summary>
    /// The nuclei by rising id. A nucleus takes the class with the most votes, ties to the lower one, background only where nothing else was
    /// voted for (then its class index is 0 and its probability 0).
    /// </summary>
    /// <param name="minimumArea">Smaller ones are left out, px.</param>
    /// <param name="renumber">Whether ids become 1, 2, ... in the same order.</param>
    /// <param name="voteEpsilon">Added to the area before votes are divided by it.</param>
    /// <param name="newIds">The id of each nucleus in the result by its id in the scan, 0 for those left out.</param>
    public List<Nucleus> Collect(int minimumArea, bool renumber, double voteEpsilon, int[] newIds)
    {
        var first = new int[_highestId + 2];
        for (var id = 1; id <= _highestId; id++) first[id + 1] = first[id] + _runCounts[id];
        var sorted = new Run[_count];
        var next = first.AsSpan().ToArray();
        for (var i = 0; i < _count; i++) sorted[next[_ids[i]]++] = _runs[i];
        var nuclei = new List<Nucleus>();
        for (var id = 1; id <= _highestId; id++)
        {
            newIds[id] = 0;
            var area = _areas[id];
            if (area == 0 || area < minimumArea) continue;
            newIds[id] = renumber ? nuclei.Count + 1 : id;
            var (classIndex, probability) = _classChannels > 0 ? Winner(id, voteEpsilon) : (0, _probabilities[id] / area);
            nuclei.Add(new Nucleus
            {
                Id = newIds[id],
                Mask = new PixelMask(new ArraySegment<Run>(sorted, first[id], _runCounts[id])),
                CentroidX = 0.5 * _sumsX[id] / area + 0.5,
                CentroidY = (double)_sumsY[id] / area + 0.5,
                ClassIndex = classIndex,
                Probability = probability,
            });
        }
        return nuclei;
    }

    private (int ClassIndex, double Probability) Winner(int id, double epsilon)
    {
        var votes = _votes.AsSpan(id * _classChannels, _classChannels);
        var winner = 0;
        for (var channel = 1; channel < votes.Length; channel++)
            if (votes[channel] > (winner == 0 ? 0 : votes[winner])) winner = channel;
        return winner == 0 ? (0, 0) : (winner - 1, votes[winner] / (_areas[id] + epsilon));
    }

    private static void Renew<T>(ref T[] array, int length)
    {
        if (array.Length < length) array = new T[Math.Max(length, 2 * array.Length)];
        else array.AsSpan(0, length).Clear();
    }
}
