using Karyon.Tensors.Serialization;

namespace Karyon.EndToEnd.Tests;

public sealed class ConvertTests(RandomModel model) : IClassFixture<RandomModel>
{
    [Theory]
    [InlineData("mobilenet_v2_1.0_224_quant.tflite")]
    [InlineData("mobilenet_v2_1.0_224.safetensors")]
    public void Published_weights_become_ours_once_and_are_not_overwritten_by_accident(string file)
    {
        var weights = Karyon.Testing.SharedFolder.Require($"weights/mobilenet_v2/{file}");
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, "convert", weights, "-o", "out.safetensors", "--json", "--licence", "Apache-2.0");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("Apache-2.0", run.Json().GetProperty("licence").GetString());
        Assert.Equal(["out.md", "out.safetensors"], place.Entries());
        KaryonProcess.Run(place.Root, "convert", weights, "-o", "out.safetensors").IsRefusal("--force");
    }

    [Fact]
    public void Our_own_networks_take_a_new_name_and_scores_which_models_shows()
    {
        using var place = new Workplace();
        var run = Convert(place, "--name", "mine", "--score", "Set A PQ=0.61", "--score", "Set B AJI=0.5 (0.4-0.6)");
        Assert.True(run.ExitCode == 0, run.Error);
        using (var file = SafetensorsFile.Open(place["out.safetensors"]))
        {
            Assert.Equal("mine", file.Metadata["name"]);
            Assert.Equal("0.61", file.Metadata["score.Set A PQ"]);
        }
        var scores = KaryonProcess.Run(place.Root, "models", "out.safetensors", "--json").Json().GetProperty("models")[0].GetProperty("scores");
        Assert.Equal("0.61", scores.GetProperty("Set A PQ").GetString());
        Assert.Equal("0.5 (0.4-0.6)", scores.GetProperty("Set B AJI").GetString());
        Assert.Contains("Set A PQ 0.61; Set B AJI 0.5 (0.4-0.6)", KaryonProcess.Run(place.Root, "models", "out.safetensors").Output);

        // Scores go with the file from conversion to conversion; a new one replaces its elder.
        Assert.Equal(0, KaryonProcess.Run(place.Root, "convert", "out.safetensors", "-o", "again.safetensors", "--score", "Set A PQ=0.7").ExitCode);
        using var again = SafetensorsFile.Open(place["again.safetensors"]);
        Assert.Equal(("mine", "0.7", "0.5 (0.4-0.6)"), (again.Metadata["name"], again.Metadata["score.Set A PQ"], again.Metadata["score.Set B AJI"]));
    }

    [Theory]
    [InlineData("0.61")]
    [InlineData("PQ=")]
    [InlineData("=0.61")]
    public void A_score_without_name_or_value_is_refused(string score)
    {
        using var place = new Workplace();
        Convert(place, "--score", score).IsRefusal("--score", "MoNuSeg test PQ=0.61");
        Assert.Empty(place.Entries());
    }

    [Fact]
    public void A_card_is_written_beside_the_weights_and_made_anew_with_them()
    {
        using var place = new Workplace();
        Assert.Equal(0, Convert(place, "--name", "first", "--score", "Set A PQ=0.61").ExitCode);
        var card = File.ReadAllText(place["out.md"]);
        Assert.StartsWith("# first\n", card);
        Assert.Contains("| licence | CC0-1.0 |", card);
        Assert.Contains("| Set A PQ | 0.61 |", card);

        Assert.Equal(0, Convert(place, "--name", "second", "--force").ExitCode);
        Assert.StartsWith("# second\n", File.ReadAllText(place["out.md"]));

        // Without --force nothing that exists is replaced, though the weights are new.
        File.Delete(place["out.safetensors"]);
        Assert.Contains("out.md", Convert(place, "--name", "third").Error);
        Assert.StartsWith("# second\n", File.ReadAllText(place["out.md"]));
    }

    [Fact]
    public void A_card_that_people_wrote_stays()
    {
        using var place = new Workplace();
        File.WriteAllText(place["out.md"], "# By hand\n");
        foreach (var arguments in (string[][])[[], ["--force"]])
        {
            var run = Convert(place, arguments);
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("out.md", run.Error);
            Assert.Equal("# By hand\n", File.ReadAllText(place["out.md"]));
        }
    }

    private KaryonProcess.Outcome Convert(Workplace place, params string[] arguments) => KaryonProcess.Run(place.Root, ["convert", model.Path, "-o", "out.safetensors", .. arguments]);
}
