using Karyon.Tensors.Kernels.Vector.Ceiling;

namespace Karyon.Tensors.Tests.Kernels.Convolution;

public sealed unsafe class ConvCeilingTests
{
    [Fact]
    public void The_ceiling_really_multiplies_and_adds()
    {
        foreach (var path in ConvRunner.Paths)
        {
            float sink;
            FmaCeiling.Burn(path, &sink);
            // Twelve sums run to the fixed point of a / 2 + 1.
            Assert.Equal(24f, sink);
            Assert.True(FmaCeiling.Measure(path, 2) > 0);
        }
    }

    [Fact]
    public void Copy_bandwidth_is_measured() => Assert.True(CopyBandwidth.Measure(1 << 20, 3) > 0);
}
