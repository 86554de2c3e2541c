using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Exports;
using Karyon.Data.Synthesis;

namespace Karyon.Data.Tests.Exports;

/// <summary>Results that exports must get right.</summary>
internal static class ExportCases
{
    public static ClassScheme Typed { get; } = SyntheticTile.Scheme;

    public static IReadOnlyList<string> Names { get; } = ["empty", "full", "borders", "holes", "pinches", "single pixels", "synthetic"];

    public static NucleiResult Make(string name) => name switch
    {
        "empty" => From(name, new LabelMap(9, 6)),
        "full" => From(name, Drawn(Enumerable.Repeat(new string('1', 11), 8))),
        "borders" => From(name, Drawn(
        [
            "1112222333",
            "1100220033",
            "1000000003",
            "4400550003",
            "4405555066",
            "4000000066",
            "0007770088",
            "9977777888",
        ])),
        "holes" => From(name, Drawn(
        [
            "11111110",
            "10010010",
            "10111010",
            "11101110",
            "10111010",
            "11111110",
            "00000000",
        ])),
        "pinches" => From(name, Drawn(
        [
            "0111000222",
            "0101002020",
            "0110102220",
            "0011100002",
            "0000000020",
        ])),
        "single pixels" => From(name, Drawn(["10203", "00000", "40506", "78000"])),
        "synthetic" => Synthetic(name),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>The nuclei of a label map, each with a class and a probability made from its id.</summary>
    public static NucleiResult From(string name, LabelMap labels, ClassScheme? scheme = null)
    {
        scheme ??= Typed;
        var runs = new SortedDictionary<int, List<Run>>();
        for (var row = 0; row < labels.Height; row++)
            for (int start = 0, end; start < labels.Width; start = end)
            {
                var id = labels[row, start];
                for (end = start + 1; end < labels.Width && labels[row, end] == id;) end++;
                if (id == 0) continue;
                if (!runs.TryGetValue(id, out var list)) runs[id] = list = [];
                list.Add(new Run(row, start, end));
            }
        return new NucleiResult
        {
            Name = name,
            Width = labels.Width,
            Height = labels.Height,
            Scheme = scheme,
            MicronsPerPixel = 0.25,
            InputSha256 = new string('a', 64),
            Nuclei = [.. runs.Select(pair => Nucleus(pair.Key, new PixelMask(pair.Value), scheme))],
        };
    }

    public static LabelMap LabelsOf(NucleiResult result)
    {
        var labels = new LabelMap(result.Width, result.Height);
        foreach (var nucleus in result.Nuclei)
            foreach (var run in nucleus.Mask.Runs) labels.Raster.Row(run.Row)[run.Start..run.End].Fill(nucleus.Id);
        return labels;
    }

    private static Nucleus Nucleus(int id, PixelMask mask, ClassScheme scheme)
    {
        double x = 0, y = 0;
        foreach (var run in mask.Runs)
            for (var column = run.Start; column < run.End; column++) (x, y) = (x + column + 0.5, y + run.Row + 0.5);
        return new Nucleus { Id = id, Mask = mask, CentroidX = x / mask.Area, CentroidY = y / mask.Area, ClassIndex = id % scheme.Classes.Count, Probability = id % 100 / 100.0 };
    }

    private static NucleiResult Synthetic(string name) =>
        From(name, new HematoxylinEosinGenerator(new SynthesisOptions { Width = 300, Height = 200, Seed = 4 }).GenerateLabels());

    private static LabelMap Drawn(IEnumerable<string> rows)
    {
        string[] lines = [.. rows];
        var labels = new LabelMap(lines[0].Length, lines.Length);
        for (var row = 0; row < lines.Length; row++)
            for (var column = 0; column < lines[0].Length; column++) labels[row, column] = lines[row][column] - '0';
        return labels;
    }
}
