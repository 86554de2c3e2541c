using Karyon.Tensors.Graph;

namespace Karyon.Tensors.Tests.Graph;

public class MachineCeilingTests
{
    [Fact]
    public void Readings_are_positive_and_a_median_is_no_more_than_the_best()
    {
        using var context = new ComputeContext(2);
        var ceiling = new MachineCeiling(context);
        Assert.Equal(0, ceiling.OneThread);
        for (var k = 0; k < 4; k++) ceiling.Read();
        Assert.InRange(ceiling.MedianOfOneThread, double.Epsilon, ceiling.OneThread);
        Assert.InRange(ceiling.MedianOfAllThreads, double.Epsilon, ceiling.AllThreads);
        Assert.True(MachineCeiling.CopyBandwidth(1 << 20, 2) > 0);
    }
}
