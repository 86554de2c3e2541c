using System.Text.Json;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs.Png;
using Karyon.Testing;

namespace Karyon.EndToEnd.Tests;

/// <summary><c>karyon evaluate --protocol</c> over files, against the figures of the originals' code.</summary>
public class ProtocolTests
{
    [Theory]
    [InlineData("masks.npy")]
    [InlineData("pred_masks.npy")]
    public void PanNuke_arrays_give_the_figures_of_the_published_code(string layout)
    {
        using var place = new Workplace();
        MetricGoldens.PanNukeTruth(place["truth"]);
        var (shape, values) = MetricGoldens.Array("pannuke/pred.npy.gz");
        // HoVer-UNet's order has the union of all nuclei first.
        if (layout == "pred_masks.npy") values = [.. values.Chunk(6).SelectMany(pixel => (int[])[pixel[..5].Any(id => id > 0) ? 1 : 0, .. pixel[..5]])];
        NpyWriter.Doubles(place["found/" + layout], shape, values);

        var run = KaryonProcess.Run(place.Root, "evaluate", "found", "truth", "--protocol", "pannuke", "--form", "published", "--bootstrap", "20", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        var figures = run.Json().GetProperty("figures");
        var printed = MetricGoldens.Index().GetProperty("pannuke").GetProperty("pannuke_metrics").GetProperty("printed");
        MetricGoldens.Near(printed.GetProperty("Average mPQ").GetDouble(), figures, "mpq_tissue_average");
        MetricGoldens.Near(printed.GetProperty("Average bPQ").GetDouble(), figures, "bpq_tissue_average");
        foreach (var tissue in (string[])["Adrenal_gland", "Bile-duct", "Breast", "Colon", "Kidney", "Lung", "Uterus"])
        {
            var key = tissue.ToLowerInvariant().Replace('-', '_');
            MetricGoldens.Near(MetricGoldens.Number(printed.GetProperty($"{tissue} PQ")), figures, "mpq_" + key);
            MetricGoldens.Near(MetricGoldens.Number(printed.GetProperty($"{tissue} PQ binary")), figures, "bpq_" + key);
        }
        foreach (var (name, key) in (ReadOnlySpan<(string, string)>)[("Neoplastic", "neoplastic"), ("Inflammatory", "inflammatory"), ("Connective", "connective"), ("Dead", "dead"), ("Non-Neoplastic", "epithelial")])
            MetricGoldens.Near(printed.GetProperty(name + " PQ").GetDouble(), figures, "pq_" + key);
        Assert.Contains(run.Json().GetProperty("notes").EnumerateArray(), note => note.GetString()!.StartsWith("2 images without a true nucleus have no figure", StringComparison.Ordinal));
    }

    [Fact]
    public void Three_folds_of_the_official_layout_are_averaged_and_shown()
    {
        using var place = new Workplace();
        var (shape, values) = MetricGoldens.Array("pannuke/true.npy.gz");
        var (_, found) = MetricGoldens.Array("pannuke/pred.npy.gz");
        var tissues = MetricGoldens.Tissues();
        var size = shape[1] * shape[2] * shape[3];
        for (var fold = 1; fold <= 3; fold++)
        {
            var range = new Range((fold - 1) * 3, fold * 3);
            NpyWriter.Doubles(place[$"set/Fold {fold}/masks/fold{fold}/masks.npy"], [3, shape[1], shape[2], shape[3]], values[(range.Start.Value * size)..(range.End.Value * size)]);
            NpyWriter.Texts(place[$"set/Fold {fold}/images/fold{fold}/types.npy"], tissues[range]);
            NpyWriter.Doubles(place[$"found/fold{fold}/masks.npy"], [3, shape[1], shape[2], shape[3]], found[(range.Start.Value * size)..(range.End.Value * size)]);
        }
        var run = KaryonProcess.Run(place.Root, "evaluate", "found", "set", "--protocol", "pannuke", "--form", "published", "--bootstrap", "20", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        var figures = run.Json().GetProperty("figures");
        var rows = MetricGoldens.Index().GetProperty("pannuke").GetProperty("pannuke_metrics").GetProperty("per_image_pq").EnumerateArray().Select(row => MetricGoldens.Number(row[0])).ToArray();
        // Fold 1: Breast twice, Colon; fold 2: Adrenal_gland, Colon, Lung without nuclei; fold 3: Lung without nuclei, Bile-duct, Kidney.
        double[] folds = [((rows[0] + rows[2]) / 2 + rows[1]) / 2, (rows[3] + rows[4]) / 2, (rows[7] + rows[8]) / 2];
        for (var fold = 1; fold <= 3; fold++) MetricGoldens.Near(folds[fold - 1], figures, $"bpq_tissue_average_fold_{fold}");
        MetricGoldens.Near(folds.Average(), figures, "bpq_tissue_average");
        Assert.Equal("fold2_00001", run.Json().GetProperty("images")[4].GetProperty("name").GetString());
    }

    [Fact]
    public void CoNIC_arrays_give_the_figures_of_the_published_code()
    {
        using var place = new Workplace();
        var (shape, values) = MetricGoldens.Array("conic/true.npy.gz");
        NpyWriter.Doubles(place["truth.npy"], shape, values);
        NpyWriter.Doubles(place["found.npy"], shape, MetricGoldens.Array("conic/pred.npy.gz").Values);
        var golden = MetricGoldens.Index().GetProperty("conic");

        var figures = KaryonProcess.Run(place.Root, "evaluate", "found.npy", "truth.npy", "--protocol", "conic", "--form", "published", "--bootstrap", "20", "--json").Json().GetProperty("figures");
        MetricGoldens.Near(golden.GetProperty("pq_image_average").GetDouble(), figures, "pq");
        MetricGoldens.Near(golden.GetProperty("multi_pq_plus").GetDouble(), figures, "mpq_plus");
        var classes = (string[])["neutrophil", "epithelial", "lymphocyte", "plasma", "eosinophil", "connective"];
        for (var type = 0; type < 6; type++) MetricGoldens.Near(golden.GetProperty("pq_plus_per_class")[type].GetDouble(), figures, "pq_plus_" + classes[type]);

        var table = KaryonProcess.Run(place.Root, "evaluate", "found.npy", "truth.npy", "--protocol", "conic", "--bootstrap", "20");
        Assert.Contains("no figure, the class occurs nowhere: PQ+ connective", table.Output);
        Assert.Contains("1 images without nuclei on either side are left out of PQ: 00006", table.Output);
        var one = KaryonProcess.Run(place.Root, "evaluate", "found.npy", "truth.npy", "--protocol", "conic", "--both-empty", "one", "--bootstrap", "20", "--json").Json().GetProperty("figures").GetProperty("pq");
        Assert.Equal((golden.GetProperty("pq_image_average").GetDouble() * 9 + 1) / 9, one.GetProperty("value").GetDouble(), 2e-6);
    }

    [Fact]
    public void Records_of_hover_net_give_the_detection_figures_of_its_own_code()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/metrics/detection.json")));
        var cases = 0;
        foreach (var golden in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var name = golden.GetProperty("name").GetString()!;
            if (!name.EndsWith("_types_1_to_5", StringComparison.Ordinal) || name.Contains("minus1", StringComparison.Ordinal)) continue;
            using var place = new Workplace();
            var index = 0;
            foreach (var image in golden.GetProperty("images").EnumerateArray())
            {
                foreach (var (side, folder) in (ReadOnlySpan<(string, string)>)[("true", "truth"), ("pred", "found")]) Records(place[$"{folder}/{index:D2}.json"], image, side);
                index++;
            }
            var run = KaryonProcess.Run(place.Root, "evaluate", "found", "truth", "--protocol", "type", "--class-names", "1,2,3,4,5", "--form", "published", "--bootstrap", "20", "--json");
            Assert.True(run.ExitCode == 0, $"{name}: {run.Error}");
            var figures = run.Json().GetProperty("figures");
            MetricGoldens.Near(golden.GetProperty("f1_detection").GetDouble(), figures, "f1d");
            MetricGoldens.Near(golden.GetProperty("type_accuracy").GetDouble(), figures, "acc");
            for (var type = 0; type < 5; type++) MetricGoldens.Near(MetricGoldens.Number(golden.GetProperty("f1_per_type")[type]), figures, $"f1c_{type + 1}");
            cases++;
        }
        Assert.Equal(9, cases);

        static void Records(string path, JsonElement image, string side)
        {
            var places = image.GetProperty(side + "_xy").EnumerateArray().ToArray();
            var types = image.GetProperty(side + "_type").EnumerateArray().ToArray();
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var records = places.Select((xy, index) => $$"""
                "{{index + 1}}": {"bbox": [[0, 0], [1, 1]], "centroid": {{xy.GetRawText()}}, "contour": [], "type_prob": 1.0, "type": {{types[index].GetRawText()}}}
                """);
            File.WriteAllText(path, $$"""{"mag": 40, "nuc": { {{string.Join(",", records)}} } }""");
        }
    }

    [Fact]
    public void Class_maps_are_scored_without_the_pixels_that_nobody_knows()
    {
        using var place = new Workplace();
        // By hand, as in the tests of the metric: background 1 of 3, class 1 3 of 6, class 2 0 of 1.
        Map(place["truth/a.png"], 4, [0, 0, 1, 1, 255, 1, 1, 1]);
        Map(place["found/a.png"], 4, [0, 1, 1, 1, 0, 1, 0, 2]);
        var json = KaryonProcess.Run(place.Root, "evaluate", "found", "truth", "--protocol", "semantic", "--class-names", "a,b", "--bootstrap", "20", "--json").Json();
        var figures = json.GetProperty("figures");
        MetricGoldens.Near(1 / 3.0, figures, "iou_background");
        MetricGoldens.Near(0.5, figures, "iou_a");
        MetricGoldens.Near(0, figures, "iou_b");
        MetricGoldens.Near((1 / 3.0 + 0.5) / 3, figures, "miou");
        Assert.StartsWith("1 px are unknown", json.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Map(place["other/a.png"], 4, [0, 0, 1, 1, 7, 1, 1, 1]);
        Map(place["seen/a.png"], 4, [0, 0, 1, 1, 0, 1, 1, 7]);
        var other = KaryonProcess.Run(place.Root, "evaluate", "seen", "other", "--protocol", "semantic", "--ignore", "7", "--bootstrap", "20", "--json").Json().GetProperty("figures");
        MetricGoldens.Near(4 / 5.0, other, "iou_1");
        MetricGoldens.Near(1, other, "iou_background");
        // The classes that the truth's files have are found without being named; the prediction's second is then no class.
        KaryonProcess.Run(place.Root, "evaluate", "found", "truth", "--protocol", "semantic").IsRefusal("the class '2' is unknown", "--class-map");
    }

    [Theory]
    [InlineData("pixels", "--protocol", "pixels")]
    [InlineData("--radius is of type and consep", "--protocol", "conic", "--radius", "5")]
    [InlineData("--grouping is of consep", "--protocol", "type", "--grouping", "hover-net")]
    [InlineData("NAME.csv", "--protocol", "type")]
    [InlineData("CoNSeP", "--protocol", "consep")]
    [InlineData("--both-empty never", "--protocol", "instance", "--both-empty", "never")]
    public void Slips_are_told_in_one_line(string text, params string[] options)
    {
        using var place = new Workplace();
        Map(place["set/images/a.png"], 2, [0, 0]);
        Map(place["set/labels/a.png"], 2, [0, 1]);
        KaryonProcess.Run(place.Root, ["evaluate", "set/labels", "set", .. options]).IsRefusal(text);
    }

    [Fact]
    public void HDF5_is_refused_by_name_with_the_layout_that_is_read()
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place["found"]);
        File.WriteAllText(place["found/pannuke.h5"], "\u0089HDF");
        Map(place["set/images/a.png"], 2, [0, 0]);
        Map(place["set/labels/a.png"], 2, [0, 1]);
        foreach (var predictions in (string[])["found", "found/pannuke.h5"])
            KaryonProcess.Run(place.Root, "evaluate", predictions, "set").IsRefusal("pannuke.h5", "HDF5 is not read", "masks.npy");
        KaryonProcess.Run(place.Root, "evaluate", "found", "found/pannuke.h5", "--protocol", "pannuke").IsRefusal("pannuke.h5", "HDF5 is not read");
    }

    [Fact]
    public void Our_results_and_QuPath_s_are_truth_and_prediction_in_every_format_with_classes()
    {
        using var place = new Workplace();
        Map(place["labels/a.png"], 8, [1, 1, 0, 0, 2, 2, 0, 0, 1, 1, 0, 0, 2, 2, 0, 3, 0, 0, 0, 0, 2, 2, 0, 3]);
        File.WriteAllText(place["labels/a.csv"], "id,class,area_px\n1,Tumour cell,4\n2,immune,6\n3,immune,2\n");
        Directory.CreateDirectory(place["polygons"]);
        string Polygon(string type, int x0, int y0, int x1, int y1) =>
            $$$"""{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[{{{x0}}},{{{y0}}}],[{{{x1}}},{{{y0}}}],[{{{x1}}},{{{y1}}}],[{{{x0}}},{{{y1}}}],[{{{x0}}},{{{y0}}}]]]},"properties":{"classification":{"name":"{{{type}}}"} } }""";
        File.WriteAllText(place["polygons/a.geojson"], $$"""{"type":"FeatureCollection","features":[{{Polygon("tumour-cell", 0, 0, 2, 2)}},{{Polygon("Immune", 4, 0, 6, 3)}},{{Polygon("lymphocyte", 7, 1, 8, 3)}}]}""");
        foreach (var protocol in (string[])["type", "conic", "pannuke", "semantic"])
        {
            foreach (var (found, truth, map) in (ReadOnlySpan<(string, string, string)>)[("polygons", "labels", "lymphocyte=immune"), ("labels", "labels", "x=none")])
            {
                var run = KaryonProcess.Run(place.Root, "evaluate", found, truth, "--protocol", protocol, "--class-map", map, "--bootstrap", "10", "--json");
                Assert.True(run.ExitCode == 0, run.Error);
                foreach (var figure in run.Json().GetProperty("figures").EnumerateObject())
                    if (!figure.Value.TryGetProperty("absent", out _)) Assert.True(figure.Value.GetProperty("value").GetDouble() == 1, $"{protocol}, {found}: {figure}");
            }
        }
        KaryonProcess.Run(place.Root, "evaluate", "polygons", "labels", "--protocol", "type").IsRefusal("the class 'lymphocyte' is unknown", "immune, Tumour cell");
        // Polygons as truth state no size; what the prediction has beyond them counts.
        var reversed = KaryonProcess.Run(place.Root, "evaluate", "labels", "polygons", "--protocol", "type", "--class-map", "immune=lymphocyte", "--bootstrap", "10", "--json").Json().GetProperty("figures");
        MetricGoldens.Near(1, reversed, "f1d");
    }

    [Fact]
    public void HoVer_UNet_s_pickles_are_predictions_and_every_figure_has_its_number_and_interval()
    {
        using var place = new Workplace();
        // The golden has nucleus 1 (inflammatory), 7 (epithelial) and 2, of one pixel and without a record; the truth lacks that one.
        var pixels = new int[12 * 9];
        for (var y = 0; y < 9; y++)
            for (var x = 0; x < 12; x++) pixels[12 * y + x] = y is >= 1 and < 4 && x is >= 1 and < 5 ? 3 : y is >= 5 and < 8 && x is >= 6 and < 11 ? 4 : 0;
        Map(place["truth/a.png"], 12, pixels);
        File.WriteAllText(place["truth/a.csv"], "id,class\n3,inflammatory\n4,epithelial\n");
        Map(place["truth/bare.png"], 12, new int[12 * 9]);
        Directory.CreateDirectory(place["found"]);
        foreach (var (golden, name) in (ReadOnlySpan<(string, string)>)[("hoverunet", "a"), ("hoverunet-empty", "bare")])
            File.Copy(Path.Combine(Karyon.Testing.Checkout.Root, "tests", "Karyon.Data.Tests", "Goldens", "pickles", golden + ".pickle"), place[$"found/{name}.pickle"]);

        const string PanNuke = "neoplastic,inflammatory,connective,dead,epithelial";
        var shown = new Dictionary<string, JsonElement>();
        foreach (var protocol in (string[])["instance", "type", "pannuke", "conic", "semantic"])
        {
            var run = KaryonProcess.Run(place.Root, ["evaluate", "found", "truth", "--protocol", protocol, "--bootstrap", "20", "--json", .. (string[])(protocol == "instance" ? [] : ["--class-names", PanNuke])]);
            Assert.True(run.ExitCode == 0, $"{protocol}: {run.Error}");
            shown[protocol] = run.Json().GetProperty("figures");
            Assert.Equal(run.Json().GetProperty("images").EnumerateArray().Count(image => image.TryGetProperty("skipped", out _)), run.Json().GetProperty("n_skipped").GetInt32());
            foreach (var (name, figure) in shown[protocol].EnumerateObject().Select(item => (item.Name, item.Value)))
            {
                if (figure.TryGetProperty("absent", out var reason))
                {
                    Assert.NotEqual("", reason.GetString());
                    continue;
                }
                var value = figure.GetProperty(protocol == "instance" ? "mean" : "value").GetDouble();
                Assert.True(figure.GetProperty("n").GetInt32() >= 1, $"{protocol} {name}");
                Assert.InRange(value, figure.GetProperty("low_95").GetDouble() - 1e-9, figure.GetProperty("high_95").GetDouble() + 1e-9);
            }
        }
        // Two of three found nuclei are true: F1 = 4/5.
        Assert.Equal(0.8, shown["instance"].GetProperty("f1").GetProperty("mean").GetDouble(), 1e-9);
        foreach (var key in (string[])["f1d", "acc", "f1c_inflammatory", "f1c_epithelial"]) MetricGoldens.Near(1, shown["type"], key);
        MetricGoldens.Near(double.NaN, shown["type"], "f1c_dead");
        MetricGoldens.Near(1, shown["semantic"], "iou_epithelial");
    }

    [Fact]
    public void The_radius_goes_with_the_pixel_size_and_is_fixed_in_the_published_form()
    {
        using var place = new Workplace();
        // One nucleus of a pixel on either side, 7 px apart: within 12 px at 0.25 µm, beyond the 6 px that those are at 0.5 µm.
        foreach (var (path, at) in (ReadOnlySpan<(string, int)>)[("truth/a", 2), ("found/a", 9)])
        {
            var pixels = new int[12];
            pixels[at] = 1;
            Map(place[path + ".png"], 12, pixels);
            File.WriteAllText(place[path + ".csv"], "id,class\n1,x\n");
        }
        double F1d(params string[] options) => KaryonProcess.Run(place.Root, ["evaluate", "found", "truth", "--protocol", "type", "--bootstrap", "5", "--json", .. options])
            .Json().GetProperty("figures").GetProperty("f1d").GetProperty("value").GetDouble();
        Assert.Equal(1, F1d());
        Assert.Equal(1, F1d("--mpp", "0.25"));
        Assert.Equal(0, F1d("--mpp", "0.5"));
        Assert.Equal(1, F1d("--mpp", "0.5", "--form", "published"));
        Assert.Equal(0, F1d("--radius", "6.5"));
    }

    [Fact]
    public void Predictions_without_classes_have_a_detection_figure_and_no_others()
    {
        using var place = new Workplace();
        foreach (var folder in (string[])["truth", "found"]) Map(place[folder + "/a.png"], 4, [1, 0, 2, 2]);
        File.WriteAllText(place["truth/a.csv"], "id,class\n1,x\n2,y\n");
        var figures = KaryonProcess.Run(place.Root, "evaluate", "found", "truth", "--protocol", "type", "--bootstrap", "5", "--json").Json().GetProperty("figures");
        MetricGoldens.Near(1, figures, "f1d");
        foreach (var key in (string[])["acc", "f1c", "f1c_x", "f1c_y"]) MetricGoldens.Near(double.NaN, figures, key);
        foreach (var protocol in (string[])["pannuke", "conic"])
            KaryonProcess.Run(place.Root, "evaluate", "found", "truth", "--protocol", protocol).IsRefusal("none of 2 nuclei has a class", "NAME.csv");
    }

    [Fact]
    public void What_the_originals_do_without_background_and_without_nuclei_is_an_option_by_name()
    {
        using var place = new Workplace();
        foreach (var folder in (string[])["truth", "found"])
        {
            // No pixel of the first image is background; the second has no true nucleus and one predicted far from the corner.
            Typed(folder, "full", 40, [.. Enumerable.Repeat(1, 20), .. Enumerable.Repeat(2, 20)], "1,x", "2,y");
            Typed(folder, "one-sided", 40, [.. Enumerable.Repeat(0, 30), .. Enumerable.Repeat(folder == "found" ? 1 : 0, 10)], folder == "found" ? ["1,y"] : []);
        }
        JsonElement Figures(params string[] options) => KaryonProcess.Run(place.Root, ["evaluate", "found", "truth", "--protocol", "type", "--bootstrap", "5", "--json", .. options]).Json().GetProperty("figures");
        var exact = Figures();
        MetricGoldens.Near(4 / 5.0, exact, "f1d");
        MetricGoldens.Near(1, exact, "f1c_x");
        // A dummy point of no class in the empty truth is one missed nucleus more.
        MetricGoldens.Near(4 / 6.0, Figures("--empty-side", "dummy"), "f1d");
        // The nucleus of the lowest id is lost on both sides, and with it its class.
        MetricGoldens.Near(2 / 3.0, Figures("--no-background", "lose-first"), "f1d");
        MetricGoldens.Near(double.NaN, Figures("--no-background", "lose-first"), "f1c_x");
        MetricGoldens.Near(2 / 4.0, Figures("--form", "published"), "f1d");
        MetricGoldens.Near(4 / 5.0, Figures("--form", "published", "--no-background", "keep", "--empty-side", "none"), "f1d");

        void Typed(string folder, string name, int width, int[] values, params string[] rows)
        {
            Map(place[$"{folder}/{name}.png"], width, values);
            File.WriteAllLines(place[$"{folder}/{name}.csv"], ["id,class", .. rows]);
        }
    }

    private static void Map(string path, int width, int[] values)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        PngEncoder.EncodeLabels(stream, new LabelMap(new Raster<int>(width, values.Length / width, values)));
    }
}
