using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Karyon.Data.Codecs;
using Karyon.Testing;

namespace Karyon.EndToEnd.Tests;

/// <summary>
/// Digests of what the shipped model finds on the samples. They guard sameness, not correctness (goldens and scores do that): the same on every
/// machine with fused multiply-add, for any number of threads and any vector width. A change that moves them must pass the goldens in the same
/// commit; <c>KARYON_WRITE_DIGESTS=1</c> writes them anew. Labels count as decoded pixels, never as compressed bytes.
/// </summary>
public class DigestTests
{
    private static readonly string[] Names = ["glands", "lymphoid", "mixed-a", "mixed-large", "solid-tumour", "stroma"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string GoldenPath => Path.Combine(Checkout.Root, "tests", "Karyon.EndToEnd.Tests", "Goldens", "samples.sha256.json");

    [Theory]
    [InlineData("1", "KARYON_VECTOR_BITS", "")]
    [InlineData("2", "KARYON_VECTOR_BITS", "256")]
    [InlineData("2", "KARYON_VECTOR_BITS", "128")]
    [InlineData("2", "DOTNET_EnableAVX512", "0")]
    public void The_samples_give_the_committed_digests(string threads, string variable, string value)
    {
        using var place = new Workplace();
        var variables = new Dictionary<string, string> { ["KARYON_VECTOR_BITS"] = "", [variable] = value };
        Assert.SkipWhen(value == "256" && !System.Runtime.Intrinsics.X86.Avx2.IsSupported, "this processor has no AVX2");
        Assert.SkipWhen(variable == "DOTNET_EnableAVX512" && !System.Runtime.Intrinsics.X86.Avx512F.IsSupported, "this processor has no AVX-512 to be without");
        Assert.SkipUnless(Karyon.Tensors.Kernels.VectorPaths.HasFusedMultiplyAdd, "a processor without fused multiply-add is outside the promise");
        var run = KaryonProcess.Run(place.Root, variables, "segment", Path.Combine(Checkout.Root, "samples"), "-o", "out", "--threads", threads, "--format", "csv,geojson,labels");
        Assert.Equal(0, run.ExitCode);
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names)
        {
            foreach (var file in (string[])[$"{name}.csv", $"{name}.geojson"]) digests[file] = Digest(File.ReadAllBytes(place[$"out/{file}"]));
            digests[$"{name}.labels"] = Digest(MemoryMarshal.AsBytes(ImageFile.ReadLabels(place[$"out/{name}.labels.png"]).Pixels.AsSpan()));
        }
        if (Environment.GetEnvironmentVariable("KARYON_WRITE_DIGESTS") == "1") File.WriteAllText(GoldenPath, JsonSerializer.Serialize(digests, Indented) + "\n");
        Assert.Equal(JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(GoldenPath)), digests);
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
