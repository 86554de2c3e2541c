using Karyon.Core.Rasters;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Slides;

namespace Karyon.EndToEnd.Tests;

public class EvaluateTests
{
    private static string Samples => Path.Combine(Karyon.Testing.Checkout.Root, "samples");

    [Fact]
    public void The_truth_against_itself_scores_one_in_every_figure()
    {
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, "evaluate", Path.Combine(Samples, "labels"), Samples, "--json", "--bootstrap", "10");
        Assert.True(run.ExitCode == 0, run.Error);
        var json = run.Json();
        Assert.Equal(6, json.GetProperty("n").GetInt32());
        foreach (var figure in json.GetProperty("figures").EnumerateObject()) Assert.Equal(1, figure.Value.GetProperty("mean").GetDouble());
    }

    [Fact]
    public void The_shipped_model_finds_the_nuclei_of_the_samples()
    {
        // No network of ours was trained on them; half of the greatest PQ says that images, model, decoding and scores fit together.
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, "evaluate", "--data", Samples, "--json", "--bootstrap", "10");
        Assert.True(run.ExitCode == 0, run.Error);
        var json = run.Json();
        Assert.Equal(6, json.GetProperty("n").GetInt32());
        Assert.InRange(json.GetProperty("figures").GetProperty("pq").GetProperty("mean").GetDouble(), 0.5, 1);
    }

    [Fact]
    public void Two_label_images_can_be_compared_and_sizes_must_fit()
    {
        using var place = new Workplace();
        var labels = Path.Combine(Samples, "labels");
        var equal = KaryonProcess.Run(place.Root, "evaluate", Path.Combine(labels, "glands.png"), Path.Combine(labels, "glands.png"));
        Assert.Equal(0, equal.ExitCode);
        Assert.Contains("1.0000", equal.Output);
        KaryonProcess.Run(place.Root, "evaluate", Path.Combine(labels, "mixed-large.png"), Path.Combine(labels, "glands.png")).IsRefusal("same size");
    }

    [Fact]
    public void Predictions_that_are_missing_broken_or_of_another_size_are_listed_and_counted_as_failed()
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place["found"]);
        Label("glands", "found/glands.png");
        Label("mixed-large", "found/stroma.png");
        File.WriteAllText(place["found/lymphoid.png"], "no image");
        var run = KaryonProcess.Run(place.Root, "evaluate", "found", Samples, "--bootstrap", "10");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("means over 1 of 6 images", run.Output);
        Assert.Contains("karyon: stroma: the prediction is 1000 x 1000 px, the truth 512 x 512", run.Error);
        Assert.Contains("karyon: lymphoid: ", run.Error);
        foreach (var missing in (string[])["mixed-a", "mixed-large", "solid-tumour"]) Assert.Contains($"karyon: {missing}: {Path.Combine("found", missing)}: there is no prediction", run.Error);
        Assert.Contains("5 of 6 images could not be scored", run.Error);

        var json = KaryonProcess.Run(place.Root, "evaluate", "found", Samples, "--bootstrap", "10", "--json").Json();
        Assert.Equal((1, 0, 5), (json.GetProperty("n").GetInt32(), json.GetProperty("n_skipped").GetInt32(), json.GetProperty("n_failed").GetInt32()));
        Assert.Equal(5, json.GetProperty("images").EnumerateArray().Count(image => image.TryGetProperty("failed", out _)));

        File.Delete(place["found/glands.png"]);
        KaryonProcess.Run(place.Root, "evaluate", "found", Samples).IsRefusal("none of 6 images");

        void Label(string name, string to) => File.Copy(Path.Combine(Samples, "labels", name + ".png"), place[to]);
    }

    [Fact]
    public void An_image_without_nuclei_on_either_side_is_a_skipped_one_and_no_failure()
    {
        using var place = new Workplace();
        foreach (var folder in (string[])["set/images", "set/labels", "found"]) Directory.CreateDirectory(place[folder]);
        place.Sample("glands", "set/images/glands.png");
        place.Sample("stroma", "set/images/bare.png");
        foreach (var folder in (string[])["set/labels", "found"])
        {
            File.Copy(Path.Combine(Samples, "labels", "glands.png"), place[$"{folder}/glands.png"]);
            using var stream = File.Create(place[$"{folder}/bare.png"]);
            PngEncoder.EncodeLabels(stream, new LabelMap(512, 512));
        }
        var run = KaryonProcess.Run(place.Root, "evaluate", "found", "set", "--bootstrap", "10");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Contains("means over 1 of 2 images", run.Output);
        Assert.Contains("skipped bare: neither", run.Output);
        // It counts where one asks for it.
        foreach (var (rule, count, mean) in (ReadOnlySpan<(string, int, double)>)[("skip", 1, 1), ("zero", 2, 0.5), ("one", 2, 1)])
        {
            var json = KaryonProcess.Run(place.Root, "evaluate", "found", "set", "--bootstrap", "10", "--both-empty", rule, "--json").Json();
            Assert.Equal((count, 2 - count), (json.GetProperty("n").GetInt32(), json.GetProperty("n_skipped").GetInt32()));
            Assert.Equal(mean, json.GetProperty("figures").GetProperty("pq").GetProperty("mean").GetDouble(), 1e-9);
        }
    }

    [Fact]
    public void Our_hover_net_files_are_predictions_too()
    {
        using var place = new Workplace();
        place.Sample("glands", "set/images/glands.png");
        Assert.Equal(0, KaryonProcess.Run(place.Root, "segment", "set", "-o", "out", "--format", "hovernet,labels").ExitCode);
        Directory.CreateDirectory(place["set/labels"]);
        File.Move(place["out/glands.labels.png"], place["set/labels/glands.png"]);
        var figures = KaryonProcess.Run(place.Root, "evaluate", "out", "set", "--json", "--bootstrap", "10").Json().GetProperty("figures");
        // Outer contours lose holes and nuclei of one line of pixels, nothing else.
        Assert.InRange(figures.GetProperty("f1").GetProperty("mean").GetDouble(), 0.99, 1);
        Assert.InRange(figures.GetProperty("dice1").GetProperty("mean").GetDouble(), 0.99, 1);
    }

    [Fact]
    public void A_model_takes_the_pixel_size_of_the_file_and_warns_where_there_is_none()
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place["set/images"]);
        Directory.CreateDirectory(place["set/labels"]);
        foreach (var (name, size) in (ReadOnlySpan<(string, double?)>)[("stated", 0.5), ("unstated", null)])
        {
            using (var stream = File.Create(place[$"set/images/{name}.png"])) PngEncoder.Encode(stream, Glands(256), PngWriteOptions.Default with { MicronsPerPixel = size });
            using (var stream = File.Create(place[$"set/labels/{name}.png"])) PngEncoder.EncodeLabels(stream, Square(256));
        }
        var asStated = Evaluate(place);
        Assert.Contains("1 of 2 images state no pixel size (unstated)", asStated.Error);
        Assert.Contains("--mpp", asStated.Error);
        Assert.Equal(1, asStated.Json().GetProperty("model").GetProperty("images_of_assumed_pixel_size").GetInt32());

        // The image is the same: where it is told to have the other's pixel size, its figures are the other's.
        var (half, quarter) = (Evaluate(place, "--mpp", "0.5"), Evaluate(place, "--mpp", "0.25"));
        Assert.Equal("", half.Error);
        Assert.Equal(0.5, half.Json().GetProperty("model").GetProperty("microns_per_pixel").GetDouble());
        Assert.Equal(FoundIn(half, 0), FoundIn(asStated, 0));
        Assert.Equal(FoundIn(quarter, 1), FoundIn(asStated, 1));
        Assert.NotEqual(FoundIn(half, 0), FoundIn(quarter, 0));
    }

    [Fact]
    public void Threshold_and_least_area_can_be_chosen_and_are_recorded()
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place["set/labels"]);
        place.Sample("glands", "set/images/glands.png");
        File.Copy(Path.Combine(Samples, "labels", "glands.png"), place["set/labels/glands.png"]);
        var asModel = Evaluate(place);
        Assert.NotEqual(0, FoundIn(asModel, 0));

        // No probability reaches one, and no nucleus the whole image.
        foreach (var (option, value, key) in (ReadOnlySpan<(string, double, string)>)[("--threshold", 1, "threshold"), ("--min-area", 262_144, "minimum_area_px")])
        {
            var run = Evaluate(place, option, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(0, FoundIn(run, 0));
            Assert.Equal(value, run.Json().GetProperty("model").GetProperty(key).GetDouble());
            Assert.NotEqual(value, asModel.Json().GetProperty("model").GetProperty(key).GetDouble());
        }
        var table = KaryonProcess.Run(place.Root, "evaluate", "--data", "set", "--threshold", "1", "--min-area", "3");
        Assert.Contains("threshold 1, least area 3 px, pixel size as stated", table.Output);
        KaryonProcess.Run(place.Root, "evaluate", "--data", "set", "--threshold", "2").IsRefusal("threshold");
        KaryonProcess.Run(place.Root, "evaluate", "--data", "set", "--min-area", "-1").IsRefusal("minimum area");
    }

    private static KaryonProcess.Outcome Evaluate(Workplace place, params string[] arguments) =>
        KaryonProcess.Run(place.Root, ["evaluate", "--data", "set", "--bootstrap", "10", "--json", .. arguments]);

    /// <summary>Number of nuclei that were found in an image.</summary>
    private static int FoundIn(KaryonProcess.Outcome run, int index)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        var image = run.Json().GetProperty("images")[index];
        return image.GetProperty("true_positives").GetInt32() + image.GetProperty("false_positives").GetInt32();
    }

    private static Raster<Rgb> Glands(int side)
    {
        using var slide = FlatImageSlide.Open(Path.Combine(Samples, "images", "glands.png"));
        var image = new Raster<Rgb>(side, side);
        slide.ReadRegion(0, new Rect(0, 0, side, side), image);
        return image;
    }

    private static LabelMap Square(int side)
    {
        var labels = new LabelMap(side, side);
        for (var row = 0; row < side / 2; row++) labels.Raster.Row(row)[..(side / 2)].Fill(1);
        return labels;
    }
}
