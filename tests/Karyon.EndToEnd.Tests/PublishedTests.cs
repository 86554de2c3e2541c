using System.Globalization;
using System.Text.Json;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Slides;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;

namespace Karyon.EndToEnd.Tests;

/// <summary><c>segment --published</c>, with the shipped U-Net where there must be nuclei: the student's tool runs any network of its architecture.</summary>
public sealed class PublishedTests(RandomModel model) : IClassFixture<RandomModel>
{
    [Fact]
    public void All_files_hold_the_same_records_and_the_label_image_every_instance()
    {
        using var place = new Workplace();
        Crop(place, "lymphoid", 300, 220, "x.png");
        var run = Segment(place, "x.png", "--json", "--format", "geojson,csv,labels,overlay,hovernet");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["karyon-out/", "karyon-out/x.csv", "karyon-out/x.geojson", "karyon-out/x.hovernet.json", "karyon-out/x.labels.png", "karyon-out/x.overlay.png", "karyon-out/x.run.json", "x.png"], place.Entries());

        var record = Document(place["karyon-out/x.run.json"]);
        var published = record.GetProperty("published");
        Assert.Equal("HoVer-UNet 256 256 192 2 1 published", string.Join(' ', ((string[])["grid", "input_px", "output_px", "step_px", "columns", "rows", "norm"]).Select(name => published.GetProperty(name).ToString())));
        Assert.Equal(JsonValueKind.Null, record.GetProperty("tiles").ValueKind);
        Assert.Equal(("true", "192"), (record.GetProperty("options").GetProperty("published").GetString(), record.GetProperty("options").GetProperty("step").GetString()));

        int[] csv = [.. File.ReadLines(place["karyon-out/x.csv"]).Skip(1).Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture))];
        Assert.True(csv.Length > 10, "next to nothing was found");
        var hovernet = Document(place["karyon-out/x.hovernet.json"]);
        Assert.Equal(JsonValueKind.Null, hovernet.GetProperty("mag").ValueKind);
        Assert.Equal(csv, hovernet.GetProperty("nuc").EnumerateObject().Select(item => int.Parse(item.Name, CultureInfo.InvariantCulture)));
        Assert.Equal(csv.Length, Document(place["karyon-out/x.geojson"]).GetProperty("features").GetArrayLength());
        Assert.Equal(csv.Length, record.GetProperty("nuclei").GetProperty("total").GetInt32());
        Assert.Equal(csv.Length, run.Json().GetProperty("inputs")[0].GetProperty("nuclei").GetProperty("total").GetInt32());
        var ids = ImageFile.ReadLabels(place["karyon-out/x.labels.png"]).Pixels.Where(id => id > 0).ToHashSet();
        Assert.Subset(ids, csv.ToHashSet());
        Assert.Equal(csv.Length + published.GetProperty("instances_without_record").GetInt32(), ids.Count);
    }

    [Fact]
    public void A_checkpoint_of_hover_net_s_layout_goes_through_hover_net_s_windows()
    {
        using var place = new Workplace();
        Crop(place, "stroma", 170, 90, "x.png");
        var description = new NetworkDescription { Name = "teacher", Architecture = "hovernet-fast", Classes = ["a", "b", "c", "d", "e"], License = "CC0-1.0", MicronsPerPixel = 0.5 };
        using (var network = new HoverNet(HoverNetVariant.Fast, description))
        {
            network.Initialize(1);
            foreach (var parameter in network.Parameters())
                if (parameter.Name.EndsWith("running_var", StringComparison.Ordinal)) parameter.Tensor.Span.Fill(1);
            using var stream = File.Create(place["teacher.safetensors"]);
            NetworkFile.Save(stream, network, description, StoredType.Float16);
        }
        var run = KaryonProcess.Run(place.Root, "segment", "x.png", "--published", "--model", "teacher.safetensors", "--format", "labels,hovernet");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("--published does not resample", run.Error);
        var published = Document(place["karyon-out/x.run.json"]).GetProperty("published");
        Assert.Equal("hover_net fast 256 164 164 2 1", string.Join(' ', ((string[])["grid", "input_px", "output_px", "step_px", "columns", "rows"]).Select(name => published.GetProperty(name).ToString())));
        Assert.Equal((170, 90), (ImageFile.ReadLabels(place["karyon-out/x.labels.png"]).Width, ImageFile.ReadLabels(place["karyon-out/x.labels.png"]).Height));

        KaryonProcess.Run(place.Root, "segment", "x.png", "--published", "--step", "100", "--model", "teacher.safetensors", "--force").IsRefusal("hover_net fast", "164");
    }

    [Fact]
    public void A_result_of_the_other_way_is_neither_taken_nor_replaced_unless_forced()
    {
        using var place = new Workplace();
        place.Sample("stroma", "x.png");
        Assert.Equal(0, Own(place, "x.png", "--format", "csv,geojson").ExitCode);
        var before = File.ReadAllText(place["karyon-out/x.run.json"]);
        Segment(place, "x.png", "--format", "csv").IsRefusal("x.png", "without --published", "-o", "--force");
        Assert.Equal(before, File.ReadAllText(place["karyon-out/x.run.json"]));

        Assert.Equal(0, Segment(place, "x.png", "--format", "csv", "--force").ExitCode);
        // Outlines found the other way would be taken for those of the table.
        Assert.Equal(["karyon-out/", "karyon-out/x.csv", "karyon-out/x.run.json", "x.png"], place.Entries());
        var again = Segment(place, "x.png", "--format", "csv", "--json");
        Assert.Equal("kept", again.Json().GetProperty("inputs")[0].GetProperty("state").GetString());
        Assert.DoesNotContain("kept a result", again.Error);
        Assert.Contains("--step 192", Segment(place, "x.png", "--format", "csv", "--step", "128").Error);
        Own(place, "x.png", "--format", "csv").IsRefusal("x.png", "with --published", "-o", "--force");
    }

    [Fact]
    public void An_image_that_does_not_fit_into_the_memory_is_refused_in_one_line_and_leaves_nothing()
    {
        using var place = new Workplace();
        place.Sample("stroma", "x.png");
        Segment(place, "x.png", "--memory", "5MB").IsRefusal("x.png", "px", "5 MB", "--memory", "crop");
        Assert.Equal(["x.png"], place.Entries());
    }

    [Theory]
    [InlineData("--tile", "--published", "--tile", "256")]
    [InlineData("--tta", "--published", "--tta", "flips")]
    [InlineData("--step 192", "--step", "192")]
    [InlineData("256", "--published", "--step", "300")]
    [InlineData("256", "--published", "--step", "0")]
    public void Options_that_contradict_are_refused(string reason, params string[] options)
    {
        using var place = new Workplace();
        place.Sample("stroma", "x.png");
        KaryonProcess.Run(place.Root, ["segment", "x.png", "--model", model.Path, .. options]).IsRefusal(reason);
        Assert.Equal(["x.png"], place.Entries());
    }

    [Fact]
    public void A_given_pixel_size_resamples_nothing_and_is_told()
    {
        using var place = new Workplace();
        Crop(place, "lymphoid", 256, 256, "x.png");
        Assert.Equal(0, Segment(place, "x.png", "--format", "labels", "-o", "a").ExitCode);
        var run = Segment(place, "x.png", "--format", "labels", "-o", "b", "--mpp", "0.5");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("x.png: pixels of 0.5 µm (--mpp)", run.Error);
        Assert.Equal(ImageFile.ReadLabels(place["a/x.labels.png"]).Pixels, ImageFile.ReadLabels(place["b/x.labels.png"]).Pixels);
        Assert.Equal(0.5, Document(place["b/x.run.json"]).GetProperty("input").GetProperty("microns_per_pixel").GetDouble());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(40, 3)]
    public void The_smallest_images_have_results(int width, int height)
    {
        using var place = new Workplace();
        Crop(place, "stroma", width, height, "x.png");
        var run = Segment(place, "x.png", "--format", "geojson,csv,labels,overlay,hovernet");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(8, place.Entries().Count);
    }

    [Fact]
    public void Ctrl_C_leaves_whole_results_and_the_next_run_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "another process cannot press Ctrl-C there");
        Assert.SkipWhen(InterruptionTests.IgnoresInterrupts(), "this test run ignores SIGINT, and so would what it starts");
        string[] names = ["glands", "lymphoid", "solid-tumour", "stroma"];
        using var place = new Workplace();
        foreach (var name in names) place.Sample(name, $"in/{name}.png");
        var run = KaryonProcess.RunAndInterrupt(place.Root, () => File.Exists(place["karyon-out/glands.run.json"]), "segment", "in", "--published", "--step", "64", "--threads", "1", "--format", "csv");
        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Error}");
        var done = names.Where(name => File.Exists(place[$"karyon-out/{name}.run.json"])).ToList();
        Assert.InRange(done.Count, 1, names.Length - 1);
        Assert.Equal(done.SelectMany(name => new[] { $"karyon-out/{name}.csv", $"karyon-out/{name}.run.json" }), place.Entries().Where(entry => entry.StartsWith("karyon-out/", StringComparison.Ordinal) && entry != "karyon-out/"));

        var rest = KaryonProcess.Run(place.Root, "segment", "in", "--published", "--step", "64", "--threads", "1", "--format", "csv", "--json");
        Assert.Equal(names.Select(name => done.Contains(name) ? "kept" : "done"), rest.Json().GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("state").GetString()));
    }

    /// <summary>A part of a sample.</summary>
    private static void Crop(Workplace place, string sample, int width, int height, string name)
    {
        using var slide = FlatImageSlide.Open(Path.Combine(Karyon.Testing.Checkout.Root, "samples", "images", sample + ".png"));
        var part = new Raster<Rgb>(width, height);
        slide.ReadRegion(0, new Rect(20, 20, width, height), part);
        using var stream = File.Create(place[name]);
        PngEncoder.Encode(stream, part, PngWriteOptions.Default with { MicronsPerPixel = 0.25 });
    }

    private static JsonElement Document(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    private static KaryonProcess.Outcome Segment(Workplace place, params string[] arguments) => KaryonProcess.Run(place.Root, ["segment", "--published", .. arguments]);

    private static KaryonProcess.Outcome Own(Workplace place, params string[] arguments) => KaryonProcess.Run(place.Root, ["segment", .. arguments]);
}
