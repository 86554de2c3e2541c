using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Karyon.Core.Filters;
using Karyon.Core.Filters.Kernels;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Filters;

/// <summary>The width is chosen when a process starts: each case is a process of its own that says which width it took and what came out.</summary>
public class FilterWidthTests
{
    private const string ResultVariable = "KARYON_TEST_CHILD_RESULT";

    [Fact]
    public void The_child_writes_its_width_and_results()
    {
        var file = Environment.GetEnvironmentVariable(ResultVariable);
        Assert.SkipWhen(file is null, "runs only as a child of the other test here");
        File.WriteAllLines(file, [FilterWidth.Bits.ToString(System.Globalization.CultureInfo.InvariantCulture), FilteredBits()]);
    }

    [Theory]
    [InlineData(FilterWidth.Variable, "128", 128)]
    [InlineData(FilterWidth.Variable, "256", 256)]
    [InlineData(FilterWidth.Variable, "512", 512)]
    [InlineData("DOTNET_EnableAVX512", "0", 256)]
    [InlineData("DOTNET_EnableHWIntrinsic", "0", 64)]
    public void A_forced_width_is_taken_and_the_filters_give_the_same_bits(string variable, string value, int width)
    {
        Assert.SkipUnless(width switch { 512 => Avx512F.IsSupported, 256 => Vector256.IsHardwareAccelerated, _ => X86Base.IsSupported }, $"no vectors of {width} bits here");
        Assert.Equal([$"{width}", FilteredBits()], Child(variable, value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("64")]
    [InlineData("wide")]
    public void Without_a_wish_that_makes_sense_the_widest_fast_one_is_taken(string? requested) =>
        Assert.Equal(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64, FilterWidth.Choose(requested));

    /// <summary>Digest of what every filter over <see cref="FilterRows"/> gives on a picture with odd sides.</summary>
    private static string FilteredBits()
    {
        var random = new Random(11);
        var source = new Raster<double>(67, 45);
        for (var i = 0; i < source.Pixels.Length; i++) source.Pixels[i] = random.NextDouble() * 2 - 1;
        double[] results = [.. Sobel21.AlongX(source).Pixels, .. Sobel21.AlongY(source).Pixels, .. GaussianFilter.Blur3x3(source).Pixels];
        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<double>(results)));
    }

    private static string[] Child(string variable, string value)
    {
        var file = Path.GetTempFileName();
        try
        {
            var program = Path.Combine(AppContext.BaseDirectory, "Karyon.Core.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
            var start = new ProcessStartInfo(program, ["--filter-method", $"*{nameof(The_child_writes_its_width_and_results)}"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var name in (string[])[FilterWidth.Variable, "DOTNET_EnableAVX512", "DOTNET_EnableHWIntrinsic"]) start.Environment.Remove(name);
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
