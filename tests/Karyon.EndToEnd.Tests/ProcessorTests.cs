using Karyon.Data.Codecs;
using Karyon.Tensors.Kernels;

namespace Karyon.EndToEnd.Tests;

public class ProcessorTests
{
    [Fact]
    public void A_processor_without_fused_multiply_adds_finds_the_same_nuclei()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.X86Base.IsSupported, "the switch is one of x86");
        Assert.SkipUnless(VectorPaths.HasFusedMultiplyAdd, "there is nothing to compare with on such a processor");
        using var place = new Workplace();
        place.Sample("lymphoid", "x.png");
        Assert.Equal(0, KaryonProcess.Run(place.Root, "segment", "x.png", "--format", "labels", "-o", "with").ExitCode);
        var without = KaryonProcess.Run(place.Root, new Dictionary<string, string> { ["DOTNET_EnableAVX2"] = "0" }, "segment", "x.png", "--format", "labels", "-o", "without");
        Assert.True(without.ExitCode == 0, without.Error);
        SameNuclei.Check(ImageFile.ReadLabels(place["with/x.labels.png"]), ImageFile.ReadLabels(place["without/x.labels.png"]), 0.01, "without fused multiply-adds");
    }
}
