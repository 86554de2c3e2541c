using Karyon.Tensors.Kernels.Scalar.Winograd;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Tests.Kernels.Winograd;

/// <summary>Which shapes go which way.</summary>
public sealed class WinogradRuleTests
{
    [Theory]
    [InlineData(64, 64, 128, 128, 3, 1, WinogradForm.F4)]
    [InlineData(16, 16, 256, 256, 3, 1, WinogradForm.F4)]
    [InlineData(64, 64, 8, 8, 3, 1, WinogradForm.F4)]
    [InlineData(512, 512, 16, 16, 3, 1, WinogradForm.F4)]
    [InlineData(512, 512, 8, 8, 3, 1, WinogradForm.F2)]
    [InlineData(64, 64, 2, 2, 3, 1, WinogradForm.F2)]
    [InlineData(64, 64, 1, 1, 3, 1, WinogradForm.Direct)]
    [InlineData(64, 8, 128, 128, 3, 1, WinogradForm.Direct)]
    [InlineData(64, 64, 128, 128, 3, 2, WinogradForm.Direct)]
    [InlineData(64, 64, 128, 128, 1, 1, WinogradForm.Direct)]
    internal void A_shape_is_computed_the_way_that_measured_fastest(int inputs, int outputs, int height, int width, int kernel, int stride, WinogradForm expected) =>
        Assert.Equal(expected, WinogradRule.Choose(inputs, outputs, height, width, kernel, stride));
}
