using System.Diagnostics;
using System.Text.Json;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Synthesis;
using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;

namespace Karyon.EndToEnd.Tests;

/// <summary>A published UperHover network from download to nuclei.</summary>
public class UperHoverTests(ITestOutputHelper log)
{
    private const string Names = """
        { "format": "karyon.names/1", "network": "uperhover", "heads": 6,
          "parts": [ { "ours": "backbone.", "file": "model.encoder." }, { "ours": "semantic_head.", "file": "*" } ] }
        """;

    [Fact]
    public void A_published_file_is_converted_listed_and_segments_an_image()
    {
        using var place = new Workplace();
        PublishedUperHover.Write(place["model.safetensors"], PublishedUperHover.Small);
        File.WriteAllText(place["names.json"], Names);
        Paint(place["x.png"], 150, 121);
        string[] convert = ["convert", "model.safetensors", "-o", "uper.safetensors", "--mpp", "0.25", "--classes", "pannuke", "--type", "bfloat16"];
        KaryonProcess.Run(place.Root, convert).IsRefusal("model.safetensors", "heads", "--names");
        var converted = KaryonProcess.Run(place.Root, [.. convert, "--names", "names.json", "--json"]);
        Assert.True(converted.ExitCode == 0, converted.Error);
        Assert.Equal("uperhover", converted.Json().GetProperty("architecture").GetString());
        Assert.Empty(converted.Json().GetProperty("missing").EnumerateArray());

        var listed = KaryonProcess.Run(place.Root, "models", "uper.safetensors", "--json");
        Assert.True(listed.ExitCode == 0, listed.Error);
        var model = listed.Json().GetProperty("models")[0];
        Assert.Equal(["neoplastic", "inflammatory", "connective", "dead", "epithelial"], model.GetProperty("classes").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(56, model.GetProperty("input_px").GetInt32());
        Assert.True(model.GetProperty("macs").GetInt64() > 0);
        Assert.Contains("uperhover", KaryonProcess.Run(place.Root, "models", "uper.safetensors").Output);

        int[]? expected = null;
        foreach (var threads in (string[])["1", "2"])
        {
            var run = KaryonProcess.Run(place.Root, "segment", "x.png", "--model", "uper.safetensors", "-o", "out" + threads, "--threads", threads, "--format", "csv,labels,geojson", "--json");
            Assert.True(run.ExitCode == 0, run.Error);
            using var record = JsonDocument.Parse(File.ReadAllText(place[$"out{threads}/x.run.json"]));
            Assert.Equal("56", record.RootElement.GetProperty("options").GetProperty("tile").GetString());
            Assert.Equal((5, 4), (record.RootElement.GetProperty("tiles").GetProperty("columns").GetInt32(), record.RootElement.GetProperty("tiles").GetProperty("rows").GetInt32()));
            Assert.Equal(5, record.RootElement.GetProperty("nuclei").GetProperty("per_class").EnumerateObject().Count());
            var labels = ImageFile.ReadLabels(place[$"out{threads}/x.labels.png"]).Pixels;
            Assert.True(labels.Max() > 2, $"{labels.Max()} nuclei");
            Assert.Equal(labels.Max(), File.ReadAllLines(place[$"out{threads}/x.csv"]).Length - 1);
            expected ??= labels;
            Assert.Equal(expected, labels);
        }
        var published = KaryonProcess.Run(place.Root, "segment", "x.png", "--published", "--model", "uper.safetensors", "-o", "published", "--format", "csv,labels");
        Assert.True(published.ExitCode == 0, published.Error);
        using (var record = JsonDocument.Parse(File.ReadAllText(place["published/x.run.json"])))
        {
            var grid = record.RootElement.GetProperty("published");
            Assert.Equal("UNI2-UperHoVer 56 28 5 4", string.Join(' ', ((string[])["grid", "output_px", "step_px", "columns", "rows"]).Select(name => grid.GetProperty(name).ToString())));
            Assert.Equal(JsonValueKind.Null, grid.GetProperty("norm").ValueKind);
        }
        Assert.Equal(ImageFile.ReadLabels(place["published/x.labels.png"]).Pixels.Max(), File.ReadAllLines(place["published/x.csv"]).Length - 1);
        KaryonProcess.Run(place.Root, "segment", "x.png", "--published", "--step", "30", "--model", "uper.safetensors", "-o", "other").IsRefusal("UNI2-UperHoVer", "28 px", "unet-hover");
        KaryonProcess.Run(place.Root, "segment", "x.png", "--model", "uper.safetensors", "--tile", "60", "-o", "other").IsRefusal("tile size of 60 px", "multiple of 14");
    }

    [Fact]
    public void Weights_that_are_no_network_of_ours_are_refused_with_what_to_do()
    {
        using var place = new Workplace();
        Paint(place["x.png"], 60, 60);
        PublishedUperHover.Write(place["vit.safetensors"], PublishedUperHover.Small, isTransformerAlone: true);
        File.WriteAllText(place["heads.json"], """{ "format": "karyon.names/1", "network": "vision-transformer", "heads": 6, "parts": [ { "ours": "", "file": "" } ] }""");
        Assert.Equal(0, KaryonProcess.Run(place.Root, "convert", "vit.safetensors", "-o", "ours.safetensors", "--names", "heads.json").ExitCode);
        Segment("ours.safetensors", "vision-transformer", "finds no nuclei by itself");
        Segment("vit.safetensors", "karyon convert");
        File.WriteAllBytes(place["x.pth"], Convert.FromHexString("504B030414000000"));
        Segment("x.pth", "a PyTorch file", "karyon convert");
        File.WriteAllText(place["y.pth"], "This is a letter, and no weights.");
        Segment("y.pth", "no weight file", "karyon convert");
        File.WriteAllText(place["z.json"], "{}");
        Segment("z.json", "JSON", "karyon convert");
        KaryonProcess.Run(place.Root, "convert", "vit.safetensors", "-o", "new.safetensors", "--names", "none.json").IsRefusal("--names none.json");
        KaryonProcess.Run(place.Root, "convert", "vit.safetensors", "-o", "new.safetensors", "--names", "y.pth").IsRefusal("y.pth", "name map");

        void Segment(string model, params string[] texts) => KaryonProcess.Run(place.Root, "segment", "x.png", "--model", model, "-o", "out").IsRefusal([model, .. texts]);
    }

    /// <summary>Writes and reads 7 GB; KARYON_FULL_SIZE=1 asks for it.</summary>
    [Fact]
    public void The_published_size_is_converted_and_run_in_bounded_memory()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("KARYON_FULL_SIZE") == "1", "7 GB of files are written only where KARYON_FULL_SIZE=1 asks for it");
        Assert.SkipUnless(File.Exists("/usr/bin/time"), "peaks are read with /usr/bin/time");
        using var place = new Workplace();
        PublishedUperHover.Write(place["model.safetensors"], UperHoverSize.Uni2H);
        Paint(place["x.png"], 224, 224);
        Assert.InRange(PeakOf(place, "convert", "model.safetensors", "-o", "uper.safetensors", "--mpp", "0.25"), 0, 700L << 20);
        File.Delete(place["model.safetensors"]);
        Assert.InRange(PeakOf(place, "segment", "x.png", "--model", "uper.safetensors", "-o", "out"), 0, 5_000_000_000);
        Assert.True(File.Exists(place["out/x.run.json"]));
    }

    /// <summary>Runs the program and returns the most memory that was resident, mapped pages included, bytes.</summary>
    private long PeakOf(Workplace place, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        var run = KaryonProcess.RunMeasured(place.Root, out var peak, arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        log.WriteLine($"{arguments[0]}: {peak >> 20} MiB at most, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s\n{run.Output}");
        return peak;
    }

    private static void Paint(string path, int width, int height)
    {
        using var stream = File.Create(path);
        PngEncoder.Encode(stream, new HematoxylinEosinGenerator(new SynthesisOptions { Width = width, Height = height, Seed = 5 }).Generate().Image, PngWriteOptions.Default with { MicronsPerPixel = 0.25 });
    }
}
