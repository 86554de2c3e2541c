using System.Globalization;

namespace Karyon.EndToEnd.Tests;

public class InterruptionTests
{
    private static readonly string[] Names = ["glands", "lymphoid", "mixed-a", "solid-tumour", "stroma"];
    private static readonly string[] Endings = [".csv", ".geojson", ".labels.png", ".overlay.png", ".run.json"];

    [Fact]
    public void Ctrl_C_ends_a_run_of_several_images_with_130_and_whole_results_and_the_next_run_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "another process cannot press Ctrl-C there");
        Assert.SkipWhen(IgnoresInterrupts(), "this test run ignores SIGINT, and so would what it starts");
        using var place = new Workplace();
        foreach (var name in Names) place.Sample(name, $"in/{name}.png");

        var run = KaryonProcess.RunAndInterrupt(place.Root, () => File.Exists(place["karyon-out/glands.run.json"]), "segment", "in", "--threads", "1", "--tile", "128");
        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Error}");
        Assert.Contains("run the same command again", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        var entries = place.Entries().Where(entry => entry.StartsWith("karyon-out/", StringComparison.Ordinal) && entry != "karyon-out/").ToList();
        var done = Names.Where(name => entries.Contains($"karyon-out/{name}.run.json")).ToList();
        Assert.InRange(done.Count, 1, Names.Length - 1);
        Assert.Equal(done.SelectMany(name => Endings.Select(ending => $"karyon-out/{name}{ending}")), entries);

        var rest = KaryonProcess.Run(place.Root, "segment", "in", "--threads", "1", "--tile", "128", "--json");
        Assert.Equal(0, rest.ExitCode);
        Assert.Equal(Names.Select(name => done.Contains(name) ? "kept" : "done"), rest.Json().GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("state").GetString()));
    }

    /// <summary>Whether this process was started with SIGINT ignored, which its children inherit: so do shells with background jobs.</summary>
    internal static bool IgnoresInterrupts()
    {
        const string Key = "SigIgn:", Status = "/proc/self/status";
        const int Interrupt = 2;
        if (!File.Exists(Status)) return false;
        var line = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        return line is not null && (ulong.Parse(line[Key.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (Interrupt - 1) & 1) != 0;
    }
}
