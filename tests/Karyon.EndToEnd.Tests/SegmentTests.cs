using System.Security.Cryptography;
using System.Text.Json;

namespace Karyon.EndToEnd.Tests;

public sealed class SegmentTests(RandomModel model) : IClassFixture<RandomModel>
{
    private static readonly string[] DefaultEndings = [".csv", ".geojson", ".labels.png", ".overlay.png", ".run.json"];

    [Fact]
    public void The_default_model_finds_the_nuclei_of_a_sample()
    {
        using var place = new Workplace();
        place.Sample("lymphoid", "sample.png");
        var run = KaryonProcess.Run(place.Root, "segment", "sample.png", "--json");
        Assert.Equal(0, run.ExitCode);
        // 250 nuclei were drawn; a model worth shipping finds most of them and few others.
        Assert.InRange(run.Json().GetProperty("inputs")[0].GetProperty("nuclei").GetProperty("total").GetInt32(), 125, 375);
    }

    [Fact]
    public void Results_stand_beside_each_other_under_the_inputs_name()
    {
        using var place = new Workplace();
        place.Sample("stroma", "a.b.png");
        var run = Segment(place, "a.b.png");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("s/mm²", run.Output);
        Assert.Equal(["a.b.png", "karyon-out/", .. DefaultEndings.Select(ending => "karyon-out/a.b" + ending)], place.Entries());
    }

    [Fact]
    public void A_folder_means_its_images_and_leaves_our_own_results_out()
    {
        using var place = new Workplace();
        place.Sample("stroma", "set/images/one.png");
        place.Sample("stroma", "set/images/one.labels.png");
        place.Sample("stroma", "set/images/one.overlay.png");
        place.Sample("glands", "set/two.png");
        var json = Segment(place, "set", "--json", "--format", "csv").Json();
        var input = Assert.Single(json.GetProperty("inputs").EnumerateArray());
        Assert.Equal("one", input.GetProperty("name").GetString());
    }

    [Fact]
    public void A_pattern_that_the_shell_left_alone_is_resolved()
    {
        using var place = new Workplace();
        place.Sample("stroma", "deep/er/x1.png");
        place.Sample("stroma", "deep/x2.png");
        place.Sample("stroma", "deep/y.png");
        var json = Segment(place, "deep/**/x?.png", "--json", "--format", "csv").Json();
        Assert.Equal(["x1", "x2"], json.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("name").GetString()).Order());
    }

    [Fact]
    public void Inputs_that_would_write_the_same_results_are_refused()
    {
        using var place = new Workplace();
        place.Sample("stroma", "a/x.png");
        place.Sample("stroma", "b/x.png");
        Segment(place, "a/x.png", "b/x.png").IsRefusal("a/x.png", "b/x.png", "-o");
    }

    [Fact]
    public void Existing_results_are_kept_unfinished_ones_are_made_and_force_makes_all_anew()
    {
        using var place = new Workplace();
        place.Sample("stroma", "in/first.png");
        place.Sample("stroma", "in/second.png");
        Assert.Equal(["done", "done"], States(Segment(place, "in", "--json", "--format", "csv")));
        var before = File.ReadAllText(place["karyon-out/first.run.json"]);

        // Without its record a result counts as unfinished, whatever files stand there.
        File.Delete(place["karyon-out/second.run.json"]);
        File.WriteAllText(place["karyon-out/second.csv"], "half of");
        Assert.Equal(["kept", "done"], States(Segment(place, "in", "--json", "--format", "csv")));
        Assert.Equal(before, File.ReadAllText(place["karyon-out/first.run.json"]));
        Assert.Equal(File.ReadAllText(place["karyon-out/first.csv"]), File.ReadAllText(place["karyon-out/second.csv"]));

        // A result without a file that is wanted now is not there.
        Assert.Equal(["done", "done"], States(Segment(place, "in", "--json", "--format", "csv,geojson")));
        Assert.Equal(["done", "done"], States(Segment(place, "in", "--json", "--format", "csv", "--force")));
    }

    [Fact]
    public void A_result_of_another_image_of_the_same_name_is_neither_taken_nor_replaced_unless_forced()
    {
        using var place = new Workplace();
        place.Sample("stroma", "a/x.png");
        place.Sample("glands", "b/x.png");
        place.Sample("stroma", "copy/x.png");
        Assert.Equal(["done"], States(Segment(place, "a/x.png", "--json", "--format", "csv")));
        var before = File.ReadAllText(place["karyon-out/x.csv"]);

        Segment(place, "b/x.png", "--format", "csv").IsRefusal("b/x.png", "a/x.png", "-o", "--force");
        // A format that is not there yet is no way around.
        Segment(place, "b/x.png", "--format", "geojson").IsRefusal("b/x.png", "a/x.png", "-o", "--force");
        Assert.Equal(before, File.ReadAllText(place["karyon-out/x.csv"]));
        // The same bytes are the same image, wherever they lie.
        Assert.Equal(["kept"], States(Segment(place, "copy/x.png", "--json", "--format", "csv")));

        Assert.Equal(["done"], States(Segment(place, "b/x.png", "--json", "--format", "geojson", "--force")));
        Assert.Equal(DigestOf(place["b/x.png"]), InputOf(place["karyon-out/x.run.json"]).GetProperty("sha256").GetString());
        Assert.False(File.Exists(place["karyon-out/x.csv"]), "a table of the other image stayed beside the new result");
    }

    [Fact]
    public void Images_given_by_the_same_words_in_two_folders_are_two_images()
    {
        using var place = new Workplace();
        place.Sample("stroma", "a/x.png");
        place.Sample("glands", "b/x.png");
        string[] arguments = ["segment", "x.png", "--model", model.Path, "--tile", "256", "--format", "csv", "-o", "../out"];
        Assert.Equal(0, KaryonProcess.Run(place["a"], arguments).ExitCode);
        KaryonProcess.Run(place["b"], arguments).IsRefusal("x.png", "another image", "-o");
    }

    [Fact]
    public void An_image_that_changed_since_its_result_was_made_is_segmented_anew_and_the_user_told()
    {
        using var place = new Workplace();
        place.Sample("stroma", "x.png");
        Assert.Equal(["done"], States(Segment(place, "x.png", "--json", "--format", "csv,geojson")));

        File.Delete(place["x.png"]);
        place.Sample("glands", "x.png");
        var again = Segment(place, "x.png", "--json", "--format", "csv");
        Assert.Equal(["done"], States(again));
        Assert.Contains("has changed", again.Error);
        Assert.Equal(DigestOf(place["x.png"]), InputOf(place["karyon-out/x.run.json"]).GetProperty("sha256").GetString());
        // Outlines of the old image beside the new table would be taken for the new image's.
        Assert.Equal(["karyon-out/", "karyon-out/x.csv", "karyon-out/x.run.json", "x.png"], place.Entries());
        Assert.Equal(["kept"], States(Segment(place, "x.png", "--json", "--format", "csv")));

        File.WriteAllBytes(place["x.png"], []);
        Segment(place, "x.png", "--format", "csv");
        Assert.Equal(["karyon-out/", "karyon-out/x.csv", "karyon-out/x.run.json", "x.png"], place.Entries());
    }

    [Fact]
    public void Resume_is_the_default_by_its_name_and_contradicts_force()
    {
        using var place = new Workplace();
        place.Sample("stroma", "x.png");
        Assert.Equal(["done"], States(Segment(place, "x.png", "--json", "--format", "csv", "--resume")));
        Assert.Equal(["kept"], States(Segment(place, "x.png", "--json", "--format", "csv", "--resume")));
        Segment(place, "x.png", "--resume", "--force").IsRefusal("--resume", "--force");
    }

    [Fact]
    public void A_kept_result_made_with_other_options_is_told()
    {
        using var place = new Workplace();
        place.Sample("stroma", "x.png");
        Segment(place, "x.png", "--format", "csv");
        var again = KaryonProcess.Run(place.Root, "segment", "x.png", "--model", model.Path, "--tile", "256", "--format", "csv", "--mpp", "0.3");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("--mpp auto", again.Error);
        Assert.Contains("--force", again.Error);
    }

    [Fact]
    public void Results_do_not_depend_on_threads_or_vector_width()
    {
        using var place = new Workplace();
        place.Sample("glands", "x.png");
        string[] files = ["x.csv", "x.geojson", "x.hovernet.json", "x.labels.png"];
        // The shipped model: what users get is what must not depend on the machine.
        string[] common = ["segment", "x.png", "--tile", "256", "--format", "csv,geojson,hovernet,labels"];
        Assert.Equal(0, KaryonProcess.Run(place.Root, [.. common, "-o", "one", "--threads", "1"]).ExitCode);
        Assert.Equal(0, KaryonProcess.Run(place.Root, new Dictionary<string, string> { ["KARYON_VECTOR_BITS"] = "128" }, [.. common, "-o", "two", "--threads", "2"]).ExitCode);
        Assert.True(File.ReadLines(place["one/x.csv"]).Count() > 10, "the model finds next to nothing: equal files would say nothing");
        foreach (var file in files) Assert.True(File.ReadAllBytes(place[$"one/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(place[$"two/{file}"])), $"{file} differs");
    }

    [Fact]
    public void The_record_says_what_made_the_result()
    {
        using var place = new Workplace();
        place.Sample("stroma", "x.png");
        Segment(place, "x.png", "--format", "csv");
        using var record = JsonDocument.Parse(File.ReadAllText(place["karyon-out/x.run.json"]));
        var root = record.RootElement;
        Assert.Equal("random", root.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("256", root.GetProperty("options").GetProperty("tile").GetString());
        Assert.Equal(0.25, root.GetProperty("input").GetProperty("microns_per_pixel").GetDouble(), 6);
        foreach (var stage in (string[])["read", "network", "decode", "write", "total"]) Assert.True(root.GetProperty("time_s").GetProperty(stage).GetDouble() >= 0);
        Assert.Equal(["x.csv"], root.GetProperty("files").EnumerateArray().Select(file => file.GetString()));
    }

    [Fact]
    public void Quiet_leaves_stderr_empty_though_the_pixel_size_is_a_guess()
    {
        using var place = new Workplace();
        File.WriteAllBytes(place["dot.png"], Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"));
        Assert.Contains("0.25 µm", Segment(place, "dot.png").Error);
        var quiet = Segment(place, "dot.png", "--force", "--quiet");
        Assert.Equal(0, quiet.ExitCode);
        Assert.Equal("", quiet.Error);
    }

    private static string DigestOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static JsonElement InputOf(string record)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(record));
        return document.RootElement.GetProperty("input").Clone();
    }

    private static string[] States(KaryonProcess.Outcome run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. run.Json().GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("state").GetString()!)];
    }

    private KaryonProcess.Outcome Segment(Workplace place, params string[] arguments) => KaryonProcess.Run(place.Root, ["segment", "--model", model.Path, "--tile", "256", .. arguments]);
}
