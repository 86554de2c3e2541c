using Karyon.Core.Contours;
using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;
using Karyon.Testing;

namespace Karyon.Data.Tests.Datasets;

/// <summary>The real data beside the checkout: counts are those of its two READMEs, which were had without this code.</summary>
public class SharedDatasetTests
{
    [Fact]
    public void Tnbc_has_50_images_of_11_patients_and_4028_nuclei()
    {
        var items = Open(DatasetKind.Tnbc, "open/tnbc").Items;
        Assert.Equal([7, 3, 5, 8, 4, 3, 3, 4, 6, 4, 3], items.GroupBy(item => item.Patient).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Count()));
        Assert.Equal(4028, items.Sum(CountLabels));
        Assert.All(items, item => Assert.Equal(0.25, item.MicronsPerPixel));
    }

    [Fact]
    public void Dsb2018_has_107_images_and_4550_nuclei()
    {
        var items = Open(DatasetKind.Dsb2018, "open/dsb2018-he").Items;
        Assert.Equal(107, items.Count);
        Assert.Equal(4550, items.Sum(CountLabels));
    }

    [Fact]
    public void BrcaM2c_has_30638_points_in_the_published_splits_and_classes()
    {
        var set = Open(DatasetKind.BrcaM2c, "open/brca-m2c");
        Assert.Equal((120, 80, 10, 30), (set.Items.Count, Split(set, "train").Length, Split(set, "val").Length, Split(set, "test").Length));
        Assert.Equal([3541, 9956, 5150], CountClasses(Split(set, "train"), set.Classes));
        Assert.Equal([1358, 733, 1042], CountClasses(Split(set, "val"), set.Classes));
        Assert.Equal([960, 6109, 1789], CountClasses(Split(set, "test"), set.Classes));
        var item = set.Items.Single(item => item.Name == "TCGA-A7-A0D9-01Z-00-DX2_18001_13001_1000_1000_0.9824");
        Assert.Equal("TCGA-A7-A0D9", item.Patient);
        Assert.Equal(new ClassPoint(376.5, 178.5, 0), item.LoadPoints()![0]);
        Assert.False(item.HasLabels);
        Assert.Null(item.LoadLabels());
    }

    [Fact]
    public void NuClsPoints_has_584_points_in_4_classes()
    {
        var set = Open(DatasetKind.NuClsPoints, "open/nucls-points");
        Assert.Equal((10, 5), (Split(set, "train").Length, Split(set, "test").Length));
        Assert.Equal([89, 95, 323, 77], CountClasses(set.Items, set.Classes));
        Assert.Equal(["tumor_any", "nonTIL_stromal", "sTIL", "other_nucleus"], set.Classes.Classes.Select(known => known.Name));
    }

    [Fact]
    public void NuCls_has_215_contours_and_511_boxes_whose_pixels_are_unknown()
    {
        var set = Open(DatasetKind.NuCls, "open/nucls");
        Assert.Equal(17, set.Items.Count);
        var counts = CountClasses(set.Items, set.Classes);
        Assert.Equal([202, 136, 292, 0, 96], counts);
        Assert.Equal(215, set.Items.Sum(item => item.LoadLabelClasses()!.Count));
        Assert.Equal(215 + 511, counts.Sum());
        foreach (var item in set.Items)
        {
            LabelMap labels = item.LoadLabels()!;
            var ignore = item.LoadIgnoreMask()!;
            Assert.Equal((labels.Width, labels.Height), (ignore.Width, ignore.Height));
            Assert.DoesNotContain(labels.Pixels.Zip(ignore.Pixels), pixel => pixel.First != 0 && pixel.Second != 0);
            Assert.Contains((byte)1, ignore.Pixels);
            // Few contours vanish: slivers at the border, and those under another.
            Assert.True(labels.Pixels.Where(id => id != 0).Distinct().All(item.LoadLabelClasses()!.ContainsKey));
        }
    }

    [Fact]
    public void Puma_has_671_polygons_that_cover_the_nuclei_of_the_label_image_beside_them()
    {
        var item = Assert.Single(Open(DatasetKind.Puma, "open/puma").Items);
        var classes = item.LoadLabelClasses()!;
        Assert.Equal(671, classes.Count);
        // Tumour, lymphocyte, plasma cell, histiocyte, melanophage, neutrophil, stroma, epithelium, endothelium, apoptosis.
        Assert.Equal([180, 475, 2, 10, 0, 0, 0, 0, 1, 3], Enumerable.Range(0, 10).Select(index => classes.Values.Count(value => value == index)));

        // The label image was filled by another program, whose outlines are a little wider than those of the integer rule.
        var options = new DatasetOptions { Truth = TruthSource.Polygons, PolygonRule = PolygonRasterizerRule.Integer };
        var drawn = Assert.Single(Open(DatasetKind.Puma, "open/puma", options).Items).LoadLabels()!;
        var quality = PanopticQuality.Measure(ContingencyTable.Build(item.LoadLabels()!, drawn))!;
        Assert.Equal((671, 0, 0), (quality.TruePositives, quality.FalsePositives, quality.FalseNegatives));
        Assert.All(quality.Matches, match => Assert.Equal(match.TruthId, match.PredictionId));
        Assert.InRange(quality.Segmentation, 0.97, 1);
    }

    [Fact]
    public void MoNuSeg_has_its_splits_patients_pixel_sizes_and_nuclei()
    {
        var set = Open(DatasetKind.MoNuSeg, "research-only/monuseg");
        Assert.Equal((14, 30), (Split(set, "test").Length, Split(set, "train").Length));
        Assert.Equal(44, set.Items.Select(item => item.Patient).Distinct().Count());
        Assert.Equal(6697, Split(set, "test").Sum(CountLabels));
        Assert.Equal(16_958, Split(set, "train").Sum(CountLabels));
        Assert.Equal(0.2527, set.Items.Single(item => item.Name == "TCGA-21-5784-01Z-00-DX1").MicronsPerPixel);
        Assert.Null(set.Items.Single(item => item.Name == "TCGA-18-5592-01Z-00-DX1").MicronsPerPixel);
        // Opened at the split's own folder, pixel sizes come from the index above it.
        var test = Open(DatasetKind.MoNuSeg, "research-only/monuseg/test");
        Assert.Equal(14, test.Items.Count);
        Assert.All(test.Items, item => Assert.InRange(item.MicronsPerPixel ?? 0.25, 0.2456, 0.2527));
    }

    [Theory]
    [InlineData("TCGA-HT-8564-01Z-00-DX1", 249, 20810)]
    [InlineData("TCGA-HC-7209-01A-01-TS1", 325, 22055)]
    public void Original_MoNuSeg_polygons_under_the_matlab_rule_give_the_stored_labels_but_for_two_thousandths(string name, int regions, int vertices)
    {
        var annotations = AperioAnnotations.Read(SharedFolder.Require($"data/research-only/monuseg/format-samples/{name}.xml.gz"));
        Assert.Equal((regions, vertices), (annotations.Regions.Count, annotations.Regions.Sum(region => region.Vertices.Count)));
        var stored = new PngImages().ReadLabels(SharedFolder.Require($"data/research-only/monuseg/test/labels/{name}.png"));
        int DifferingUnder(PolygonRasterizerRule rule) => Differing(stored, PolygonRasterizer.Rasterize(
            annotations.Regions.Select(region => region.Vertices), stored.Width, stored.Height, rule));
        // The stored labels' maker took points on slanted edges by rounding; here all of them are inside.
        var foreground = stored.Pixels.Count(id => id != 0);
        Assert.InRange(DifferingUnder(PolygonRasterizerRule.Matlab), 0, foreground / 500);
        Assert.InRange(DifferingUnder(PolygonRasterizerRule.PixelCentre), foreground / 100, foreground);
    }

    [Fact]
    public void Rounded_MoNuSeg_test_polygons_under_the_matlab_rule_score_as_the_stored_labels()
    {
        var options = new DatasetOptions { Truth = TruthSource.Polygons, PolygonRule = PolygonRasterizerRule.Matlab };
        var drawn = Open(DatasetKind.MoNuSeg, "research-only/monuseg/test", options).Items;
        var stored = Open(DatasetKind.MoNuSeg, "research-only/monuseg/test").Items;
        var scores = drawn.Zip(stored).Select(pair => InstanceScores.Measure(pair.Second.LoadLabels()!, pair.First.LoadLabels()!)!).ToArray();
        Assert.Equal((6697, 0, 0), (scores.Sum(image => image.TruePositives), scores.Sum(image => image.FalsePositives), scores.Sum(image => image.FalseNegatives)));
        Assert.InRange(scores.Average(image => image.Aji), 0.998, 1);
        Assert.InRange(scores.Average(image => image.Dice1), 0.999, 1);
    }

    [Fact]
    public void MoNuSeg_test_polygons_under_other_rules_lose_what_the_data_sets_notes_say()
    {
        // Dice, AJI and PQ, means of the 14 test images, measured by its maker with other code that counts outlines as inside.
        CheckRule(PolygonRasterizerRule.PixelCentre, 0.990, 0.979, 0.978, tolerance: 0.003);
        CheckRule(PolygonRasterizerRule.Integer, 0.943, 0.890, 0.877, tolerance: 0.003);
    }

    private static void CheckRule(PolygonRasterizerRule rule, double dice, double aji, double quality, double tolerance)
    {
        var drawn = Open(DatasetKind.MoNuSeg, "research-only/monuseg/test", new DatasetOptions { Truth = TruthSource.Polygons, PolygonRule = rule }).Items;
        var stored = Open(DatasetKind.MoNuSeg, "research-only/monuseg/test").Items;
        var scores = drawn.Zip(stored).Select(pair => InstanceScores.Measure(pair.Second.LoadLabels()!, pair.First.LoadLabels()!)!).ToArray();
        Assert.Equal(dice, scores.Average(image => image.Dice1), tolerance);
        Assert.Equal(aji, scores.Average(image => image.Aji), tolerance);
        Assert.Equal(quality, scores.Average(image => image.PanopticQuality), tolerance);
    }

    [Fact]
    public void MoNuSeg_training_polygons_were_not_published_here_and_asking_for_them_says_so()
    {
        var options = new DatasetOptions { Truth = TruthSource.Polygons };
        var error = Assert.Throws<InvalidFileException>(() => Open(DatasetKind.MoNuSeg, "research-only/monuseg/train", options));
        Assert.Contains("no polygons", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Consep_has_8773_nuclei_in_the_published_classes_at_the_published_places()
    {
        var set = Open(DatasetKind.CoNSeP, "research-only/consep");
        Assert.Equal((14, 14), (set.Items.Count, Split(set, "test").Length));
        Assert.Equal([535, 1632, 504, 2722, 2799, 503, 78], CountClasses(set.Items, set.Classes));
        // nuclei.csv: tile, instance, class, centroid in pixel numbers, area. First line: test_1,1,4,66.5,3.8,97.
        var first = set.Items.Single(item => item.Name == "test_1").LoadPoints()![0];
        Assert.Equal((66.5 + 0.5, 3.8 + 0.5, 3), (first.X, first.Y, first.ClassIndex), new Within(0.051));
    }

    private static IDataset Open(DatasetKind kind, string folder, DatasetOptions? options = null) =>
        DatasetCatalog.Open(kind, SharedFolder.Require("data/" + folder), new PngImages(), options);

    private static DatasetItem[] Split(IDataset set, string split) => [.. set.Items.Where(item => item.Split == split)];

    private static int CountLabels(DatasetItem item) => item.LoadLabels()!.Pixels.Where(id => id != 0).Distinct().Count();

    private static int[] CountClasses(IEnumerable<DatasetItem> items, ClassScheme classes)
    {
        var counts = new int[classes.Classes.Count];
        foreach (var point in items.SelectMany(item => item.LoadPoints()!)) counts[point.ClassIndex]++;
        return counts;
    }

    private static int Differing(LabelMap a, LabelMap b) => a.Pixels.Zip(b.Pixels).Count(pixel => pixel.First != pixel.Second);

    private sealed class Within(double tolerance) : IEqualityComparer<(double X, double Y, int Class)>
    {
        public bool Equals((double X, double Y, int Class) a, (double X, double Y, int Class) b) =>
            Math.Abs(a.X - b.X) <= tolerance && Math.Abs(a.Y - b.Y) <= tolerance && a.Class == b.Class;

        public int GetHashCode((double X, double Y, int Class) value) => value.Class;
    }
}
