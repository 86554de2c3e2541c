namespace Karyon.EndToEnd.Tests;

public sealed class BadInputTests(RandomModel model) : IClassFixture<RandomModel>
{
    [Fact]
    public void A_truncated_png_is_refused()
    {
        using var place = new Workplace();
        var path = place.Sample("stroma", "cut.png");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Refuses(place, "cut.png");
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        using var place = new Workplace();
        File.WriteAllBytes(place["empty.png"], []);
        Refuses(place, "empty.png");
    }

    [Fact]
    public void A_text_named_as_an_image_is_refused()
    {
        using var place = new Workplace();
        File.WriteAllText(place["text.png"], "This is a letter, not an image.\n");
        Refuses(place, "text.png");
    }

    [Fact]
    public void An_output_folder_that_cannot_be_made_is_refused_before_any_work()
    {
        using var place = new Workplace();
        place.Sample("stroma", "good.png");
        File.WriteAllText(place["file"], "a file where a folder is wanted");
        KaryonProcess.Run(place.Root, "segment", "good.png", "--model", model.Path, "-o", Path.Combine("file", "out")).IsRefusal("file", "-o");
        Assert.Equal(["file", "good.png"], place.Entries());
    }

    [Fact]
    public void A_run_s_folder_that_cannot_be_made_is_refused_before_any_work()
    {
        using var place = new Workplace();
        File.WriteAllText(place["file"], "a file where a folder is wanted");
        File.WriteAllText(place["r.yaml"], $"data: {{sets: [{{kind: folder, path: \"{Path.Combine(Karyon.Testing.Checkout.Root, "samples")}\", mpp: 0.25}}]}}\n");
        KaryonProcess.Run(place.Root, "train", "r.yaml", "-o", Path.Combine("file", "out")).IsRefusal("file", "cannot be written", "choose another output folder");
        Assert.Equal(["file", "r.yaml"], place.Entries());
    }

    [Fact]
    public void An_output_folder_that_may_not_be_written_is_refused_before_any_work()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the system's own file systems are Linux's");
        Assert.SkipUnless(Directory.Exists("/proc/self"), "/proc, where nobody may write, is absent");
        using var place = new Workplace();
        place.Sample("stroma", "good.png");
        KaryonProcess.Run(place.Root, "segment", "good.png", "--model", model.Path, "-o", "/proc/self").IsRefusal("/proc/self", "-o");
        Assert.Equal(["good.png"], place.Entries());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(5000)]
    public void A_truncated_weight_file_is_refused(int length)
    {
        using var place = new Workplace();
        place.Sample("stroma", "good.png");
        File.WriteAllBytes(place["cut.safetensors"], File.ReadAllBytes(model.Path)[..length]);
        KaryonProcess.Run(place.Root, "segment", "good.png", "--model", "cut.safetensors").IsRefusal("cut.safetensors");
        Assert.Equal(["cut.safetensors", "good.png"], place.Entries());
    }

    [Fact]
    public void A_damaged_weight_file_is_refused()
    {
        using var place = new Workplace();
        place.Sample("stroma", "good.png");
        var bytes = File.ReadAllBytes(model.Path);
        // All ones is a NaN in every float format.
        bytes.AsSpan(bytes.Length - 64).Fill(0xFF);
        File.WriteAllBytes(place["damaged.safetensors"], bytes);
        KaryonProcess.Run(place.Root, "segment", "good.png", "--model", "damaged.safetensors").IsRefusal("damaged.safetensors");
        Assert.Equal(["damaged.safetensors", "good.png"], place.Entries());
    }

    [Theory]
    // The older format around os.system('touch attacked'); the start of a ZIP archive; a pickle of the number 1.
    [InlineData("80028A0A6CFC9C46F9206AA850192E80024DE9032E80027D580D0000006C6974746C655F656E6469616E88732E8002636F730A73797374656D0A580E000000746F7563682061747461636B656485522E", "os.system")]
    [InlineData("504B030414000000", "truncated")]
    [InlineData("80024B012E", "pickle")]
    public void A_bad_checkpoint_is_refused_and_nothing_in_it_runs(string bytes, string reason)
    {
        using var place = new Workplace();
        File.WriteAllBytes(place["bad.tar"], Convert.FromHexString(bytes));
        KaryonProcess.Run(place.Root, "convert", "bad.tar", "-o", "out.safetensors").IsRefusal("bad.tar", reason);
        Assert.Equal(["bad.tar"], place.Entries());
    }

    [Fact]
    public void One_bad_image_among_good_ones_is_listed_and_the_others_are_done()
    {
        using var place = new Workplace();
        place.Sample("stroma", "in/good.png");
        File.WriteAllBytes(place["in/bad.png"], []);
        var run = KaryonProcess.Run(place.Root, "segment", "in", "--model", model.Path, "--tile", "256");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("bad.png", run.Error);
        Assert.Contains("1 of 2 inputs failed", run.Error);
        Assert.Contains("karyon-out/good.run.json", place.Entries());
        Assert.DoesNotContain(place.Entries(), entry => entry.StartsWith("karyon-out/bad", StringComparison.Ordinal));
    }

    private void Refuses(Workplace place, string name)
    {
        KaryonProcess.Run(place.Root, "segment", name, "--model", model.Path, "-o", "out").IsRefusal(name);
        Assert.Equal([name], place.Entries());
    }
}
