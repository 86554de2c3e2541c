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
}
