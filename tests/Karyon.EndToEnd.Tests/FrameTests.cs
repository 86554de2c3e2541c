namespace Karyon.EndToEnd.Tests;

public class FrameTests
{
    [Fact]
    public void Help_lists_every_command_and_prints_nothing_to_stderr()
    {
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        foreach (var command in (string[])["segment", "train", "evaluate", "convert", "models", "bench", "doctor"]) Assert.Contains($"  {command} ", run.Output);
    }

    [Fact]
    public void The_program_carries_the_notices_that_must_go_with_it()
    {
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, "--licenses");
        Assert.Equal(0, run.ExitCode);
        foreach (var notice in (string[])["Apache License", "Permission is hereby granted, free of charge", "Copyright (c) 2022, TopoXLab", "P. Naylor"]) Assert.Contains(notice, run.Output);
    }

    [Theory]
    [InlineData("segment", "--output", "[default: karyon-out]")]
    [InlineData("segment", "--format", "[default: geojson,csv,overlay,labels]")]
    [InlineData("segment", "--tile", "[default: 2048]")]
    [InlineData("segment", "--tile", "192 px of context")]
    [InlineData("evaluate", "--bootstrap", "[default: 1000]")]
    [InlineData("convert", "--type", "[default: float32]")]
    [InlineData("bench", "--passes", "[default: 20]")]
    public void Help_of_a_command_prints_defaults(string command, string option, string text)
    {
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, command, "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(option, run.Output);
        Assert.Contains(text, run.Output);
    }

    [Fact]
    public void Doctor_tells_the_vector_path_and_what_is_absent_without_failing()
    {
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, new Dictionary<string, string> { ["KARYON_VECTOR_BITS"] = "128" }, "doctor", "--json");
        Assert.Equal(0, run.ExitCode);
        var findings = run.Json().GetProperty("findings").EnumerateArray().ToDictionary(finding => finding.GetProperty("what").GetString()!, finding => finding.GetProperty("finding").GetString()!);
        Assert.StartsWith("128 bits", findings["vectors"]);
        foreach (var what in (string[])["cpu", "equal bits", "threads", "memory", "weights", "openslide", "cuda", "mpi", "slurm", "test data"]) Assert.Contains(what, findings.Keys);
    }

    [Fact]
    public void Doctor_finds_the_programs_of_a_cluster_where_the_system_looks_for_programs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "names of programs have endings there");
        using var place = new Workplace();
        File.WriteAllText(place["mpirun"], "");
        File.WriteAllText(place["sbatch"], "");
        var with = Findings(place.Root);
        Assert.Contains(place["mpirun"], with["mpi"]);
        Assert.Contains(place["sbatch"], with["slurm"]);
        File.Delete(place["mpirun"]);
        File.Delete(place["sbatch"]);
        var without = Findings(place.Root);
        Assert.Contains("would", without["mpi"]);
        Assert.Contains("would", without["slurm"]);

        Dictionary<string, string> Findings(string path) => KaryonProcess.Run(place.Root, new Dictionary<string, string> { ["PATH"] = path }, "doctor", "--json").Json()
            .GetProperty("findings").EnumerateArray().ToDictionary(finding => finding.GetProperty("what").GetString()!, finding => finding.GetProperty("finding").GetString()!);
    }

    [Fact]
    public void Doctor_says_that_a_processor_without_fused_multiply_adds_is_outside_the_promise()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.X86Base.IsSupported, "the switch is one of x86");
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, new Dictionary<string, string> { ["DOTNET_EnableAVX2"] = "0" }, "doctor");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("outside the promise of equal bits", run.Output);
    }

    [Fact]
    public void Models_list_parameters_cost_stride_and_receptive_field_in_table_and_json_alike()
    {
        using var place = new Workplace();
        var json = KaryonProcess.Run(place.Root, "models", "--json").Json();
        Assert.Equal("karyon.models/2", json.GetProperty("schema").GetString());
        var resnet = json.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("name").GetString() == "unet-resnet34");
        Assert.Equal(32, resnet.GetProperty("stride_px").GetInt32());
        // What the papers print, and what is counted their way.
        foreach (var (name, printed) in (ReadOnlySpan<(string, double)>)[("hovernet-fast", 149.73), ("hoverunet-mit_b3", 10.63)])
        {
            var network = json.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("name").GetString() == name);
            Assert.Equal(printed, network.GetProperty("published_gmacs").GetDouble());
            Assert.Equal(printed, Math.Round(network.GetProperty("macs_as_hoverunet_counts").GetInt64() / 1e9, 2));
            Assert.Equal(network.GetProperty("published_parameters").GetInt64(), network.GetProperty("parameters").GetInt64());
        }
        var table = KaryonProcess.Run(place.Root, "models").Output;
        Assert.All(table.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 160, line));
        Assert.Contains("847,771,400", table);
        Assert.Contains("unet-resnet34", table);
        Assert.Contains(resnet.GetProperty("receptive_field_px").GetInt32().ToString("#,0", System.Globalization.CultureInfo.InvariantCulture), table);
    }

    [Fact]
    public void Output_into_a_pipe_has_no_escape_codes_and_no_broken_lines()
    {
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, "models");
        Assert.DoesNotContain('\e', run.Output);
        Assert.DoesNotContain('…', run.Output);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("models", "nonsense")]
    [InlineData("models", "--nonsense")]
    [InlineData("segment")]
    [InlineData("segment", "x.png", "--threads", "many")]
    [InlineData("segment", "x.png", "--threads", "0")]
    [InlineData("segment", "x.png", "--tile", "1000")]
    [InlineData("segment", "x.png", "--tta", "some")]
    [InlineData("segment", "x.png", "--format", "docx")]
    [InlineData("segment", "x.png", "--memory", "much")]
    [InlineData("segment", "x.png", "--mpp", "0")]
    [InlineData("segment", "x.png", "--fromat", "csv")]
    [InlineData("segment", "x.png", "--device", "cuda:0")]
    [InlineData("segment", "absent.png")]
    [InlineData("segment", "*.gif")]
    [InlineData("segment", "empty-folder")]
    [InlineData("evaluate")]
    [InlineData("evaluate", "absent", "absent")]
    [InlineData("evaluate", "empty-folder", "x.png", "--protocol", "conic")]
    [InlineData("evaluate", "x.png", "x.png", "--threshold", "0.5")]
    [InlineData("evaluate", "--data", "empty-folder", "--mpp", "0")]
    [InlineData("train")]
    [InlineData("train", "absent.yaml")]
    [InlineData("train", "x.png")]
    [InlineData("convert", "absent.tflite", "-o", "out.safetensors")]
    [InlineData("convert", "x.png", "-o", "out.safetensors")]
    [InlineData("bench", "--passes", "0")]
    [InlineData("bench", "--only", "everything")]
    public void A_senseless_command_line_is_refused_in_one_line_and_leaves_nothing_behind(params string[] arguments)
    {
        using var place = new Workplace();
        place.Sample("stroma", "x.png");
        Directory.CreateDirectory(place["empty-folder"]);
        KaryonProcess.Run(place.Root, arguments).IsRefusal();
        Assert.Equal(["empty-folder/", "x.png"], place.Entries());
    }
}
