using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;
using Karyon.Testing;

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

    [Fact]
    public void Types_are_named_by_a_known_set_or_a_file_and_numbered_with_a_warning_where_nobody_names_them()
    {
        using var place = new Workplace();
        File.WriteAllBytes(place["student.pth"], Student(types: 5));
        KaryonProcess.Outcome Run(params string[] options) => KaryonProcess.Run(place.Root, ["convert", "student.pth", "-o", "out.safetensors", "--force", .. options]);
        string Classes()
        {
            using var file = SafetensorsFile.Open(place["out.safetensors"]);
            return file.Metadata["classes"];
        }

        Run("--classes", "pannuke").IsRefusal("student.pth", "give --mpp");
        var unnamed = Run("--mpp", "0.25");
        Assert.Equal(0, unnamed.ExitCode);
        Assert.Contains("warning: student.pth: nobody says what its types are called", unnamed.Error);
        Assert.Equal("type 1,type 2,type 3,type 4,type 5", Classes());

        var named = Run("--mpp", "0.25", "--classes", "pannuke", "--source", "https://example.org/student", "--licence", "CC BY-NC-SA 4.0", "--name", "student-b0");
        Assert.Equal((0, ""), (named.ExitCode, named.Error));
        Assert.Equal("neoplastic,inflammatory,connective,dead,epithelial", Classes());
        var card = File.ReadAllText(place["out.md"]);
        Assert.StartsWith("# student-b0\n", card);
        foreach (var row in (string[])
        [
            "| source | https://example.org/student |", $"| SHA-256 of the source | {System.Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(place["student.pth"])))} |",
            "| licence | CC BY-NC-SA 4.0 |", "| classes | neoplastic, inflammatory, connective, dead, epithelial |", "| pixel size | 0.25 µm |", "| input | RGB/255, in the network |",
        ]) Assert.Contains(row, card);

        File.WriteAllText(place["names.txt"], "a\nb\n\n c \nd\ne e\n");
        Assert.Equal(0, Run("--mpp", "0.25", "--classes", "names.txt").ExitCode);
        Assert.Equal("a,b,c,d,e e", Classes());
        Run("--mpp", "0.25", "--classes", "consep").IsRefusal("5 types", "4 classes");
        Run("--mpp", "0.25", "--classes", "nobody").IsRefusal("--classes nobody", "pannuke, consep, monusac");
        File.WriteAllText(place["twice.txt"], "a\nb\nc\nd\na\n");
        Run("--mpp", "0.25", "--classes", "twice.txt").IsRefusal("--classes twice.txt", "different names");

        // Four types are the merged ones of CoNSeP, or MoNuSAC's.
        File.WriteAllBytes(place["student.pth"], Student(types: 4));
        foreach (var (set, names) in (ReadOnlySpan<(string, string)>)[("consep", "miscellaneous,inflammatory,epithelial,spindle-shaped"), ("monusac", "epithelial,lymphocyte,macrophage,neutrophil")])
        {
            Assert.Equal(0, Run("--mpp", "0.25", "--classes", set).ExitCode);
            Assert.Equal(names, Classes());
        }
    }

    /// <summary>A HoVer-UNet student as its training saves it, with a narrow decoder.</summary>
    private static byte[] Student(int types)
    {
        using var network = new HoverUNet(new NetworkDescription { Encoder = "mit_b0", Widths = [8, 8, 8, 8, 8], Classes = NetworkDescription.UnnamedClasses(types + 1) });
        network.Initialize(3);
        var builder = new TorchFileBuilder { Wrapper = "model_state_dict" };
        foreach (var parameter in network.Parameters()) builder.Tensor(parameter.Name, parameter.Tensor.Shape.Sizes.ToArray(), parameter.Tensor.ToArray());
        builder.Beside.Add(("epoch", pickle => pickle.Int(7)));
        return builder.Zip();
    }

    private KaryonProcess.Outcome Convert(Workplace place, params string[] arguments) => KaryonProcess.Run(place.Root, ["convert", model.Path, "-o", "out.safetensors", .. arguments]);
}
