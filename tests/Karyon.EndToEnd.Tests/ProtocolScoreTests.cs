using System.Globalization;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Testing;

namespace Karyon.EndToEnd.Tests;

/// <summary>
/// Every protocol over a perfect prediction, one moved by a pixel, and a random one (as many discs, the classes shuffled). With <c>KARYON_SCORES=FILE</c>
/// the tables are written there.
/// </summary>
public class ProtocolScoreTests
{
    private static readonly string[] Kinds = ["perfect", "off-by-one", "random"];

    [Fact]
    public void Instance_figures_of_TNBC()
    {
        using var place = new Workplace();
        var root = SharedFolder.Require("data/open/tnbc");
        foreach (var path in Directory.EnumerateFiles(Path.Combine(root, "labels"), "*.png").Order(StringComparer.Ordinal))
        {
            var truth = ImageFile.ReadLabels(path);
            Write(place, "perfect", path, truth);
            Write(place, "off-by-one", path, Moved(truth));
            Write(place, "random", path, Discs(truth, new Random(7)));
        }
        Check(place, "tnbc", "instance", "tnbc=" + root, ["dice1", "dice2", "aji", "aji_plus", "dq", "sq", "pq", "f1"]);
    }

    [Theory]
    [InlineData("type", "f1d", "acc", "f1c")]
    [InlineData("semantic", "miou", "miou_of_nuclei")]
    [InlineData("conic", "pq", "mpq_plus")]
    [InlineData("pannuke", "mpq_tissue_average", "bpq_tissue_average")]
    public void Typed_figures_of_PUMA(string protocol, params string[] keys)
    {
        using var place = new Workplace();
        var root = SharedFolder.Require("data/open/puma");
        var path = Directory.EnumerateFiles(Path.Combine(root, "labels"), "*.png").Single();
        Typed(place, path, ImageFile.ReadLabels(path), File.ReadAllLines(Path.ChangeExtension(path, ".csv"))[1..].Select(line => line.Split(',')).ToDictionary(fields => int.Parse(fields[0], CultureInfo.InvariantCulture), fields => fields[1]));
        Check(place, "puma", protocol, "puma=" + root, keys);
    }

    [Fact]
    public void Figures_of_CoNSeP_in_four_classes()
    {
        using var place = new Workplace();
        var root = SharedFolder.Require("data/research-only/consep/test");
        foreach (var path in Directory.EnumerateFiles(Path.Combine(root, "inst"), "*.png").Order(StringComparer.Ordinal).Take(4))
        {
            LabelMap labels = ImageFile.ReadLabels(path), types = ImageFile.ReadLabels(Path.Combine(root, "type", Path.GetFileName(path)));
            string[] names = ["other", "inflammatory", "healthy_epithelial", "malignant_epithelial", "fibroblast", "muscle", "endothelial"];
            var votes = labels.Pixels.Zip(types.Pixels).Where(pair => pair is { First: > 0, Second: > 0 }).GroupBy(pair => pair.First)
                .ToDictionary(nucleus => nucleus.Key, nucleus => names[nucleus.GroupBy(pair => pair.Second).OrderByDescending(type => type.Count()).ThenBy(type => type.Key).First().Key - 1]);
            Typed(place, path, labels, votes);
            foreach (var folder in (string[])["images", "inst", "type"])
            {
                Directory.CreateDirectory(place["set/" + folder]);
                var source = Directory.EnumerateFiles(Path.Combine(root, folder), Path.GetFileNameWithoutExtension(path) + ".*").Single();
                File.Copy(source, place[$"set/{folder}/{Path.GetFileName(source)}"]);
            }
        }
        Check(place, "consep", "consep", "consep=set", ["f1d", "acc", "f1c"]);
    }

    [Theory]
    [InlineData("pannuke", "mpq_tissue_average", "bpq_tissue_average", "mpq_image_average", "bpq_image_average")]
    [InlineData("type", "f1d", "acc", "f1c")]
    [InlineData("semantic", "miou", "miou_of_nuclei")]
    public void Figures_of_the_golden_PanNuke_set(string protocol, params string[] keys)
    {
        using var place = new Workplace();
        MetricGoldens.PanNukeTruth(place["truth"]);
        Arrays(place, "pannuke/true.npy.gz", "masks.npy", 5);
        Check(place, "golden PanNuke", protocol, "truth", keys);
    }

    [Theory]
    [InlineData("conic", "pq", "mpq_plus")]
    [InlineData("type", "f1d", "acc", "f1c")]
    public void Figures_of_the_golden_CoNIC_set(string protocol, params string[] keys)
    {
        using var place = new Workplace();
        var (shape, values) = MetricGoldens.Array("conic/true.npy.gz");
        NpyWriter.Doubles(place["truth/labels.npy"], shape, values);
        Arrays(place, "conic/true.npy.gz", "labels.npy", 1);
        Check(place, "golden CoNIC", protocol, "truth", keys);
    }

    /// <summary>Runs both forms over the three predictions, checks what must hold, and writes the table.</summary>
    private static void Check(Workplace place, string set, string protocol, string truth, string[] keys)
    {
        var rows = new List<string>();
        var values = new Dictionary<(string Form, string Kind), double[]>();
        foreach (var form in (string[])["exact", "published"])
        {
            foreach (var kind in Kinds)
            {
                var run = KaryonProcess.Run(place.Root, "evaluate", kind, truth, "--protocol", protocol, "--form", form, "--bootstrap", "200", "--json");
                Assert.True(run.ExitCode == 0, run.Error);
                var figures = run.Json().GetProperty("figures");
                var cells = keys.Select(key => figures.GetProperty(key)).ToArray();
                values[(form, kind)] = [.. cells.Select(cell => (cell.TryGetProperty("value", out var value) ? value : cell.GetProperty("mean")).GetDouble())];
                rows.Add($"| {form} | {kind} | {string.Join(" | ", cells.Select((cell, index) => string.Create(CultureInfo.InvariantCulture, $"{values[(form, kind)][index]:0.0000000} ({cell.GetProperty("low_95").GetDouble():0.000} to {cell.GetProperty("high_95").GetDouble():0.000})")))} |");
            }
        }
        if (Environment.GetEnvironmentVariable("KARYON_SCORES") is { Length: > 0 } file)
            File.AppendAllText(file, $"\n## {protocol} on {set}\n\n| form | prediction | {string.Join(" | ", keys)} |\n|---|---|{string.Concat(keys.Select(_ => "---|"))}\n{string.Join("\n", rows)}\n");

        Assert.All(values[("exact", "perfect")], value => Assert.Equal(1, value, 1e-12));
        for (var index = 0; index < keys.Length; index++)
        {
            double moved = values[("exact", "off-by-one")][index], random = values[("exact", "random")][index];
            // Points a pixel away are found all the same; masks are not quite the same.
            Assert.InRange(moved, protocol is "type" or "consep" ? 0.99 : 0.5, 1);
            Assert.True(random < moved - 0.1, $"{keys[index]}: a random prediction scores {random}, one moved by a pixel {moved}");
            // CoNIC's mean counts classes that occur nowhere as 0, and so does its PQ with images without nuclei.
            if (protocol != "conic") Assert.Equal(1, values[("published", "perfect")][index], keys[index] is "sq" or "pq" || protocol == "pannuke" ? 1e-6 : 1e-12);
        }
    }

    private static void Typed(Workplace place, string path, LabelMap truth, Dictionary<int, string> classes)
    {
        var random = new Random(11);
        Write(place, "perfect", path, truth, classes);
        Write(place, "off-by-one", path, Moved(truth), classes);
        var discs = Discs(truth, random);
        string[] shuffled = [.. classes.Values];
        random.Shuffle(shuffled);
        var index = 0;
        Write(place, "random", path, discs, discs.Pixels.Distinct().Where(id => id > 0).ToDictionary(id => id, _ => shuffled[index++ % shuffled.Length]));
    }

    private static void Write(Workplace place, string kind, string path, LabelMap labels, Dictionary<int, string>? classes = null)
    {
        Directory.CreateDirectory(place[kind]);
        using var stream = File.Create(place[$"{kind}/{Path.GetFileName(path)}"]);
        PngEncoder.EncodeLabels(stream, labels);
        if (classes is not null)
            File.WriteAllLines(place[$"{kind}/{Path.GetFileNameWithoutExtension(path)}.csv"], ["id,class", .. classes.Select(entry => $"{entry.Key},{entry.Value}")]);
    }

    /// <summary>The three predictions of an array of [N, height, width, channels], of which the first hold ids: one for each class, or one with a class number behind it.</summary>
    private static void Arrays(Workplace place, string golden, string file, int idChannels)
    {
        var (shape, values) = MetricGoldens.Array(golden);
        int height = shape[1], width = shape[2], channels = shape[3], size = height * width * channels;
        int[] moved = new int[values.Length], random = new int[values.Length];
        var draw = new Random(13);
        for (var image = 0; image < shape[0]; image++)
        {
            var start = image * size;
            for (var row = 0; row < height; row++)
                for (var column = 1; column < width; column++)
                    for (var channel = 0; channel < channels; channel++) moved[start + (row * width + column) * channels + channel] = values[start + (row * width + column - 1) * channels + channel];

            LabelMap Channel(int channel) => new(new Raster<int>(width, height, [.. Enumerable.Range(0, height * width).Select(i => values[start + i * channels + channel])]));
            if (idChannels == 1)
            {
                var discs = Discs(Channel(0), draw);
                var classes = new Dictionary<int, int>();
                for (var i = 0; i < discs.Pixels.Length; i++)
                {
                    var id = discs.Pixels[i];
                    if (id == 0) continue;
                    if (!classes.ContainsKey(id)) classes[id] = draw.Next(1, 6);
                    (random[start + i * channels], random[start + i * channels + 1]) = (id, classes[id]);
                }
            }
            else
            {
                for (var channel = 0; channel < idChannels; channel++)
                {
                    var discs = Discs(Channel(channel), draw);
                    for (var i = 0; i < discs.Pixels.Length; i++) random[start + i * channels + channel] = discs.Pixels[i];
                }
            }
        }
        NpyWriter.Doubles(place["perfect/" + file], shape, values);
        NpyWriter.Doubles(place["off-by-one/" + file], shape, moved);
        NpyWriter.Doubles(place["random/" + file], shape, random);
    }

    private static LabelMap Moved(LabelMap map)
    {
        var moved = new LabelMap(map.Width, map.Height);
        for (var row = 0; row < map.Height; row++) map.Raster.Row(row)[..^1].CopyTo(moved.Raster.Row(row)[1..]);
        return moved;
    }

    /// <summary>As many discs as there are nuclei, of their mean area, anywhere.</summary>
    private static LabelMap Discs(LabelMap truth, Random random)
    {
        var map = new LabelMap(truth.Width, truth.Height);
        var count = truth.Pixels.Distinct().Count(id => id > 0);
        if (count == 0) return map;
        var radius = Math.Sqrt(truth.Pixels.Count(id => id > 0) / (double)count / Math.PI);
        for (var id = 1; id <= count; id++)
        {
            double x = random.NextDouble() * map.Width, y = random.NextDouble() * map.Height;
            for (var row = Math.Max(0, (int)(y - radius)); row < Math.Min(map.Height, y + radius); row++)
                for (var column = Math.Max(0, (int)(x - radius)); column < Math.Min(map.Width, x + radius); column++)
                    if ((column + 0.5 - x) * (column + 0.5 - x) + (row + 0.5 - y) * (row + 0.5 - y) <= radius * radius) map[row, column] = id;
        }
        return map;
    }
}
