using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Datasets;
using Karyon.Data.Exports;
using Karyon.Learning.Evaluation;
using Karyon.Learning.Inference;
using Karyon.Learning.Tests.Inference;

namespace Karyon.Learning.Tests.Evaluation;

public sealed class InstanceEvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("karyon-evaluation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Label_images_and_our_geojson_of_the_truth_itself_score_one()
    {
        var nuclei = Painted("a", seed: 1);
        var truth = Open();
        Write(Path.Combine("as-labels", "a.labels.png"), stream => LabelsExport.WritePng(nuclei, stream));
        Write(Path.Combine("as-polygons", "a.geojson"), stream => GeoJsonExport.Write(nuclei, stream));

        foreach (var predictions in new[] { "as-labels", "as-polygons" })
        {
            var report = InstanceEvaluation.Run(new PredictionFolder(Path.Combine(_folder, predictions)), truth);

            Assert.Equal(1, report.Summary.Count);
            Assert.Equal(["Dice1", "Dice2", "AJI", "AJI+", "DQ", "SQ", "PQ", "F1"], report.Figures.Select(figure => figure.Key));
            Assert.All(report.Figures, figure => Assert.Equal(1, figure.Value.Value));
        }
    }

    [Fact]
    public void A_model_is_evaluated_through_its_segmenter()
    {
        Painted("a", seed: 2);
        using var segmenter = new Segmenter(new PaintedPredictor(), 1, new SegmentationOptions());

        var report = InstanceEvaluation.Run(new SegmenterPredictions("painted", segmenter, 0.25), Open());

        Assert.Equal("painted", report.Predictions);
        Assert.InRange(report.Summary.PanopticQuality.Value, 0.9, 1);
    }

    [Fact]
    public void What_cannot_be_scored_is_skipped_with_its_reason_and_a_missed_image_scores_nought()
    {
        Painted("absent", seed: 1);
        Painted("broken", seed: 1);
        Painted("empty", seed: 1, nuclei: false);
        Painted("missed", seed: 1);
        Painted("small", seed: 1);
        Write("found/broken.png", stream => stream.Write("no image"u8));
        WriteLabels("found/empty.png", new LabelMap(90, 70));
        WriteLabels("found/missed.png", new LabelMap(90, 70));
        WriteLabels("found/small.png", new LabelMap(9, 7));

        var report = InstanceEvaluation.Run(new PredictionFolder(Path.Combine(_folder, "found")), Open());

        Assert.Equal(["absent", "broken", "empty", "missed", "small"], report.Images.Select(image => image.Name));
        Assert.Contains("there is no prediction", report.Images[0].SkipReason!, StringComparison.Ordinal);
        Assert.Contains("broken.png", report.Images[1].SkipReason!, StringComparison.Ordinal);
        Assert.Contains("neither", report.Images[2].SkipReason!, StringComparison.Ordinal);
        Assert.Equal(0, report.Images[3].Scores!.PanopticQuality);
        Assert.Contains("9 x 7", report.Images[4].SkipReason!, StringComparison.Ordinal);
        Assert.Equal((1, 4), (report.Summary.Count, report.Summary.Skipped.Count));
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Contains("nowhere", Assert.Throws<InvalidFileException>(() => new PredictionFolder(Path.Combine(_folder, "nowhere"))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_rule_of_the_truth_is_named()
    {
        Assert.Equal("labels as given", InstanceEvaluation.TruthRuleOf(new DatasetOptions { Truth = TruthSource.LabelImages }));
        Assert.Equal("polygons by pixel-centre", InstanceEvaluation.TruthRuleOf(new DatasetOptions { Truth = TruthSource.Polygons }));
    }

    /// <summary>Writes an image and its truth, which is what the decoder finds in the image.</summary>
    private NucleiResult Painted(string name, int seed, bool nuclei = true)
    {
        var labels = nuclei ? PaintedTissue.Discs(90, 70, seed) : new LabelMap(90, 70);
        var image = PaintedTissue.Paint(labels);
        var found = PaintedTissue.DecodeWhole(image);
        var truth = new LabelMap(90, 70);
        foreach (var nucleus in found)
            foreach (var run in nucleus.Mask.Runs) truth.Raster.Row(run.Row).Slice(run.Start, run.Length).Fill(nucleus.Id);
        Write($"truth/images/{name}.png", stream =>
        {
            using var png = new PngRowWriter(stream, image.Width, image.Height, ColorModel.Rgb, 8, new PngWriteOptions(), leaveOpen: true);
            for (var row = 0; row < image.Height; row++) png.WriteRow(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.Row(row)));
        });
        WriteLabels($"truth/labels/{name}.png", truth);
        return new NucleiResult { Name = name, Width = 90, Height = 70, Nuclei = found, Scheme = ClassScheme.Untyped, MicronsPerPixel = 0.25 };
    }

    private IDataset Open() => DatasetCatalog.Open(DatasetKind.Folder, Path.Combine(_folder, "truth"), new ImageFileReader());

    private void WriteLabels(string name, LabelMap labels) => Write(name, stream =>
    {
        using var png = new PngRowWriter(stream, labels.Width, labels.Height, ColorModel.Grey, 16, PngWriteOptions.Labels, leaveOpen: true);
        for (var row = 0; row < labels.Height; row++) png.WriteRow(Array.ConvertAll(labels.Raster.Row(row).ToArray(), id => (ushort)id));
    });

    private void Write(string name, Action<Stream> write)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        write(stream);
    }
}
