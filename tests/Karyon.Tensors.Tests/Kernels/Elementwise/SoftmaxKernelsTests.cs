using Karyon.Tensors.Kernels.Scalar.Elementwise;
using Karyon.Tensors.Kernels.Vector.Elementwise;

namespace Karyon.Tensors.Tests.Kernels.Elementwise;

public class SoftmaxKernelsTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(6, true)]
    [InlineData(16, false)]
    [InlineData(37, true)]
    [InlineData(50, false)]
    public void Both_directions_equal_the_twin_bit_for_bit(int channels, bool logarithm)
    {
        const int Images = 2, Height = 65, Width = 66, Pixels = Height * Width;
        var random = new Random(51);
        float[] x = Array.ConvertAll(random.Floats(Images * channels * Pixels), static v => 20 * v), g = random.Floats(x.Length);
        float[] y = new float[x.Length], dx = new float[x.Length];
        float[] px = new float[channels], py = new float[channels], pg = new float[channels], pd = new float[channels];
        for (var n = 0; n < Images; n++)
            for (var p = 0; p < Pixels; p++)
            {
                for (var c = 0; c < channels; c++) (px[c], pg[c]) = (x[(n * channels + c) * Pixels + p], g[(n * channels + c) * Pixels + p]);
                SoftmaxTwin.Forward<float>(px, py, logarithm);
                SoftmaxTwin.Backward<float>(py, pg, pd, logarithm);
                for (var c = 0; c < channels; c++) (y[(n * channels + c) * Pixels + p], dx[(n * channels + c) * Pixels + p]) = (py[c], pd[c]);
            }
        foreach (var path in Widths.Supported)
        {
            using var input = BlockedTensor.From(x, Images, [channels], Height, Width, 1);
            using var gradient = BlockedTensor.From(g, Images, [channels], Height, Width, 0);
            using var output = BlockedTensor.Unwritten(Images, [channels], Height, Width, 1);
            using var inputGradient = BlockedTensor.Unwritten(Images, [channels], Height, Width, 2);
            var kernels = SoftmaxKernels.Create(path);
            var forward = new SoftmaxArguments { Input = input.Image, Output = output.Image, Segments = input.Segments, Logarithm = logarithm };
            for (var chunk = 0; chunk < SoftmaxKernels.Chunks(forward); chunk++) kernels.Forward(forward, chunk);
            var backward = new SoftmaxArguments { Input = output.Image, Gradient = gradient.Image, Output = inputGradient.Image, Segments = input.Segments, Logarithm = logarithm };
            for (var chunk = 0; chunk < SoftmaxKernels.Chunks(backward); chunk++) kernels.Backward(backward, chunk);
            RandomArrays.AssertSameBits(y, output.ToDense(), $"{path} forward");
            RandomArrays.AssertSameBits(dx, inputGradient.ToDense(), $"{path} backward");
            output.AssertZeroAround();
            inputGradient.AssertZeroAround();

            var inPlace = new SoftmaxArguments { Input = input.Image, Output = input.Image, Segments = input.Segments, Logarithm = logarithm };
            for (var chunk = 0; chunk < SoftmaxKernels.Chunks(inPlace); chunk++) kernels.Forward(inPlace, chunk);
            RandomArrays.AssertSameBits(y, input.ToDense(), $"{path} in place");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_twin_in_double_sums_to_one_and_has_the_slopes_that_differences_show(bool logarithm)
    {
        double[] x = [0.3, -1.2, 2.5, 0.7], g = [0.2, -0.5, 1.1, 0.4], y = new double[4], dx = new double[4];
        SoftmaxTwin.Forward<double>(x, y, logarithm);
        Assert.Equal(1.0, y.Sum(v => logarithm ? Math.Exp(v) : v), 1e-12);
        Assert.Equal(Math.Exp(2.5) / x.Sum(Math.Exp), logarithm ? Math.Exp(y[2]) : y[2], 1e-12);
        SoftmaxTwin.Backward<double>(y, g, dx, logarithm);
        for (var k = 0; k < 4; k++) Assert.Equal((Loss(k, 1e-6) - Loss(k, -1e-6)) / 2e-6, dx[k], 1e-8);

        double Loss(int index, double by)
        {
            double[] moved = [.. x], made = new double[4];
            moved[index] += by;
            SoftmaxTwin.Forward<double>(moved, made, logarithm);
            return made.Zip(g, static (a, b) => a * b).Sum();
        }
    }
}
