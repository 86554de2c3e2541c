using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Datasets;
using Karyon.Data.Exports;
using Karyon.Data.Slides;
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

    [Theory]
    [InlineData("a.hovernet.json")]
    [InlineData("a.json")]
    public void Contours_of_hover_net_score_almost_one(string name)
    {
        var nuclei = Painted("a", seed: 1);
        Write(Path.Combine("found", name), stream => HoverNetExport.Write(nuclei, stream));

        var report = InstanceEvaluation.Run(new PredictionFolder(Path.Combine(_folder, "found")), Open());

        // The format knows no holes; nothing else is lost of discs.
        Assert.Equal(1, report.Summary.DetectionQuality.Value);
        Assert.InRange(report.Summary.SegmentationQuality.Value, 0.99, 1);
    }

    [Fact]
    public void An_inst_map_of_hover_net_is_read()
    {
        // The truth of 3 x 2 px as scipy.io.savemat(..., {"inst_map": int32}) writes it, column by column.
        WriteLabels("truth/labels/m.png", new LabelMap(new Raster<int>(3, 2, [1, 1, 0, 0, 2, 2])));
        Write("truth/images/m.png", stream => PngEncoder.Encode(stream, new Raster<Rgb>(3, 2)));
        byte[] header = [.. "MATLAB 5.0 MAT-file".PadRight(124).Select(character => (byte)character), 0, 1, (byte)'I', (byte)'M'];
        int[] matrix = [6, 8, 12, 0, 5, 8, 2, 3, 1, 8, 0x74736E69, 0x70616D5F, 5, 24, 1, 0, 1, 2, 0, 2];
        Write("found/m.mat", stream =>
        {
            stream.Write(header);
            foreach (var number in (int[])[14, 4 * matrix.Length, .. matrix]) stream.Write(BitConverter.GetBytes(number));
        });

        var report = InstanceEvaluation.Run(new PredictionFolder(Path.Combine(_folder, "found")), Open());

        Assert.All(report.Figures, figure => Assert.Equal(1, figure.Value.Value));
    }

    [Fact]
    public void A_model_sees_images_at_the_pixel_size_that_their_files_state_unless_told_otherwise()
    {
        Painted("stated", seed: 2, micronsPerPixel: 0.5);
        Painted("unstated", seed: 2);
        var truth = Open();
        using var segmenter = new Segmenter(new PaintedPredictor(), 1, new SegmentationOptions());
        var byFile = new SegmenterPredictions("painted", segmenter, 0.25);
        var told = new SegmenterPredictions("painted", segmenter, 0.25, 0.5);
        var sizes = truth.Items.ToDictionary(item => item.Name, item => item.LoadMicronsPerPixel());

        foreach (var item in truth.Items) Assert.Equal(Expected(item, 0.5), told.Predict(item, 90, 70).Pixels);
        Assert.Equal(Expected(truth.Items[0], 0.5), byFile.Predict(truth.Items[0], 90, 70).Pixels);
        Assert.Equal(Expected(truth.Items[1], 0.25), byFile.Predict(truth.Items[1], 90, 70).Pixels);

        Assert.Equal(0.5, sizes["stated"]!.Value, 9);
        Assert.Null(sizes["unstated"]);
        Assert.Equal(["unstated"], byFile.Assumed);
        Assert.Empty(told.Assumed);
        Assert.NotEqual(Expected(truth.Items[0], 0.25), Expected(truth.Items[0], 0.5));

        int[] Expected(DatasetItem item, double size)
        {
            using var slide = new FlatImageSlide(item.Name, item.LoadImage());
            return segmenter.Segment(slide, size).ToLabels().Pixels;
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
    public void What_has_no_figure_is_skipped_what_cannot_be_read_fails_and_a_missed_image_scores_nought()
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
        Assert.Equal(1, report.Summary.Count);
        Assert.Equal(["empty"], report.Summary.Skipped.Select(image => image.Name));
        Assert.Equal(["absent", "broken", "small"], report.Summary.Failed.Select(image => image.Name));
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
    private NucleiResult Painted(string name, int seed, bool nuclei = true, double? micronsPerPixel = null)
    {
        var labels = nuclei ? PaintedTissue.Discs(90, 70, seed) : new LabelMap(90, 70);
        var image = PaintedTissue.Paint(labels);
        var found = PaintedTissue.DecodeWhole(image);
        var truth = new LabelMap(90, 70);
        foreach (var nucleus in found)
            foreach (var run in nucleus.Mask.Runs) truth.Raster.Row(run.Row).Slice(run.Start, run.Length).Fill(nucleus.Id);
        Write($"truth/images/{name}.png", stream =>
        {
            using var png = new PngRowWriter(stream, image.Width, image.Height, ColorModel.Rgb, 8, new PngWriteOptions { MicronsPerPixel = micronsPerPixel }, leaveOpen: true);
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
