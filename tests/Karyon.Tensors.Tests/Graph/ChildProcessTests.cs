using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Tests.Graph;

/// <summary>What can only be chosen when a process starts: each case is a process of its own that says which path it took and what came out.</summary>
public class ChildProcessTests
{
    private const string ResultVariable = "KARYON_TEST_CHILD_RESULT";

    [Fact]
    public void The_child_writes_its_path_and_results()
    {
        var file = Environment.GetEnvironmentVariable(ResultVariable);
        Assert.SkipWhen(file is null, "runs only as a child of the other tests here");
        using var context = ComputeContext.FromEnvironment(2);
        var results = new SmallNetwork(training: true).Run(context, PlanOptions.Training);
        File.WriteAllLines(file, [$"{(int)context.Path} fma {VectorPaths.HasFusedMultiplyAdd}", Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(results))), .. results.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture))]);
    }

    [Theory]
    [InlineData(VectorPaths.Variable, "128", VectorPath.Bits128)]
    [InlineData(VectorPaths.Variable, "256", VectorPath.Bits256)]
    [InlineData(VectorPaths.Variable, "512", VectorPath.Bits512)]
    [InlineData("DOTNET_EnableAVX512", "0", VectorPath.Bits256)]
    public void A_forced_width_is_taken_and_gives_the_same_bits(string variable, string value, VectorPath path)
    {
        Assert.SkipUnless(VectorPaths.IsSupported(path), $"no vectors of {(int)path} bits here");
        var child = Child(variable, value);
        Assert.Equal($"{(int)path} fma True", child[0]);
        using var context = new ComputeContext(1);
        var expected = new SmallNetwork(training: true).Run(context, PlanOptions.Training);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(expected))), child[1]);
    }

    [Fact]
    public void Without_fused_multiply_adds_results_hold_within_tolerance()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Fma.IsSupported, "no x86 with fused multiply-adds");
        var child = Child("DOTNET_EnableAVX2", "0");
        Assert.Equal("128 fma False", child[0]);
        using var context = new ComputeContext(1);
        var network = new SmallNetwork(training: true);
        var expected = network.Run(context, PlanOptions.Training);
        var start = 0;
        foreach (var value in network.Results)
        {
            var length = (int)value.Shape.Count;
            var scale = expected.AsSpan(start, length).ToArray().Max(Math.Abs);
            for (var k = start; k < start + length; k++)
                Assert.Equal(expected[k], float.Parse(child[2 + k], System.Globalization.CultureInfo.InvariantCulture), 1e-5 * Math.Max(scale, 1));
            start += length;
        }
    }

    private static string[] Child(string variable, string value)
    {
        var file = Path.GetTempFileName();
        try
        {
            var program = Path.Combine(AppContext.BaseDirectory, "Karyon.Tensors.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
            var start = new ProcessStartInfo(program, ["--filter-method", $"*{nameof(The_child_writes_its_path_and_results)}"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var name in (string[])[VectorPaths.Variable, "DOTNET_EnableAVX512", "DOTNET_EnableAVX2"]) start.Environment.Remove(name);
            start.Environment[variable] = value;
            start.Environment[ResultVariable] = file;
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output + errors.Result);
            return File.ReadAllLines(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
