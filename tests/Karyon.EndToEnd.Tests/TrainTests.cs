using System.Security.Cryptography;
using System.Text.Json;
using Karyon.Testing;

namespace Karyon.EndToEnd.Tests;

/// <summary>
/// Fifty steps of training on the samples give the same weights with any number of threads, at any vector width, and when the run is killed half
/// way and resumed. The committed digest guards sameness between machines, not correctness; <c>KARYON_WRITE_DIGESTS=1</c> writes it anew.
/// </summary>
public class TrainTests
{
    private const string Final = "final.safetensors";

    private static string Recipe => $$"""
        name: fifty
        seed: 7
        model: { encoder: mobilenet_v2, widths: [32, 32, 16, 16, 16], mpp: 0.25 }
        data:
          sets:
            - { kind: folder, path: "{{Path.Combine(Checkout.Root, "samples")}}", mpp: 0.25 }
        loss: { preset: hovernet-tf, msge: corrected }
        training: { steps: 50, batch: 2, crop: 64, checkpoint_every: 5 }
        optimiser: { lr: 0.001 }
        schedule: { kind: cosine, warm_up_steps: 5 }
        """;

    private static string GoldenPath => Path.Combine(Checkout.Root, "tests", "Karyon.EndToEnd.Tests", "Goldens", "training.sha256.txt");

    [Fact]
    public void Fifty_steps_give_the_committed_weights_whatever_computes_them()
    {
        Assert.SkipUnless(Karyon.Tensors.Kernels.VectorPaths.HasFusedMultiplyAdd, "a processor without fused multiply-add is outside the promise");
        using var place = new Workplace();
        File.WriteAllText(place["fifty.yaml"], Recipe);
        var digests = new List<string>
        {
            Train(place, "one", "1", ""),
            Train(place, "two", "2", ""),
            Train(place, "narrow", "2", "128"),
        };
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported) digests.Add(Train(place, "middle", "2", "256"));
        Assert.Single(digests.Distinct());
        if (Environment.GetEnvironmentVariable("KARYON_WRITE_DIGESTS") == "1") File.WriteAllText(GoldenPath, digests[0] + "\n");
        Assert.Equal(File.ReadAllText(GoldenPath).Trim(), digests[0]);
    }

    [Fact]
    public void A_run_killed_half_way_and_resumed_gives_the_weights_of_one_that_was_not()
    {
        Assert.SkipUnless(Karyon.Tensors.Kernels.VectorPaths.HasFusedMultiplyAdd, "a processor without fused multiply-add is outside the promise");
        using var place = new Workplace();
        File.WriteAllText(place["fifty.yaml"], Recipe);
        var killed = KaryonProcess.RunAndKill(place.Root, () => StepOf(place["broken/last/progress.json"]) >= 25, "train", "fifty.yaml", "-o", "broken", "--threads", "2");
        Assert.True(killed, "the run ended before it could be killed");
        Assert.False(File.Exists(place["broken/" + Final]));
        var resumed = KaryonProcess.Run(place.Root, "train", "fifty.yaml", "-o", "broken", "--threads", "2", "--resume");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(File.ReadAllText(GoldenPath).Trim(), Digest(place["broken/" + Final]));
    }

    private static string Train(Workplace place, string folder, string threads, string vectorBits)
    {
        var run = KaryonProcess.Run(place.Root, new Dictionary<string, string> { ["KARYON_VECTOR_BITS"] = vectorBits }, "train", "fifty.yaml", "-o", folder, "--threads", threads);
        Assert.True(run.ExitCode == 0, run.Error);
        return Digest(place[$"{folder}/{Final}"]);
    }

    private static long StepOf(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.GetProperty("Progress").GetProperty("Step").GetInt64();
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
