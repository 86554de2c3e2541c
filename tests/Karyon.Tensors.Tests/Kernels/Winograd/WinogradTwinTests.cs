using Karyon.Tensors.Kernels.Scalar.Winograd;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Tests.Kernels.Winograd;

/// <summary>The twin against the convolution computed directly in double.</summary>
public sealed class WinogradTwinTests
{
    [Fact]
    public void In_double_it_is_the_convolution()
    {
        foreach (var c in WinogradCase.Random(3, 8))
        {
            var y = WinogradTwin<double>.Forward(TestValues.Doubles(c.Input), TestValues.Doubles(c.Weights), TestValues.Doubles(c.Bias), TestValues.Doubles(c.Residual), c.Size, c.Form, c.Activation);
            var expected = c.Direct();
            for (var i = 0; i < y.Length; i++)
                Assert.Equal(expected[i], y[i], 1e-12 * (1 + c.Size.Inputs));
        }
    }

    // Inputs after a ReLU, as networks have them; 1e-6 of a result's scale is about 8 units in the last place.
    [Theory]
    [InlineData(2, 64, 1e-6)]
    [InlineData(2, 512, 1e-6)]
    [InlineData(4, 64, 1e-6)]
    [InlineData(4, 512, 3e-6)]
    public void In_float_its_relative_error_stays_small(int form, int channels, double allowed)
    {
        var size = new WinogradSize(1, channels, 12, 12, 8, 1, 1, 12, 12);
        var c = WinogradCase.Create(new Random(form), size, [channels], (WinogradForm)form, ConvActivation.None);
        for (var i = 0; i < c.Input.Length; i++)
            c.Input[i] = Math.Max(0, c.Input[i]);
        var y = WinogradTwin<float>.Forward(c.Input, c.Weights, c.Bias, c.Residual, size, c.Form, c.Activation);
        var error = TestValues.RelativeRms(c.Direct(), y);
        TestContext.Current.TestOutputHelper?.WriteLine($"F({form}) over {channels} channels: relative RMS error {error:E2}");
        Assert.InRange(error, 1e-9, allowed);
    }
}
