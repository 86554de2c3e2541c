using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Elementwise;
using Karyon.Tensors.Kernels.Vector.Elementwise;

namespace Karyon.Tensors.Tests.Kernels.Elementwise;

public unsafe class ElementwiseKernelsTests
{
    [Fact]
    public void One_operand_equals_the_twin_bit_for_bit_and_padding_stays_zero()
    {
        var random = new Random(41);
        foreach (var (images, segments, height, width, halo) in ((int, int[], int, int, int)[])[(1, [16], 3, 5, 1), (2, [5, 17], 7, 6, 2), (1, [3], 70, 67, 0)])
        {
            var channels = segments.Sum();
            var x = random.Floats(images * channels * height * width);
            (x[0], x[1]) = (float.NaN, -0f);
            foreach (var path in Widths.Supported)
                foreach (var operation in Enum.GetValues<UnaryOperation>())
                {
                    using var input = BlockedTensor.From(x, images, segments, height, width, 1);
                    using var output = BlockedTensor.Unwritten(images, segments, height, width, halo);
                    var a = new ElementwiseArguments { A = input.Image, Output = output.Image, Segments = input.Segments, Scale = 1.5f, Shift = -0.25f };
                    for (var chunk = 0; chunk < ElementwiseKernels.Chunks(output.Image); chunk++) ElementwiseKernels.Create(path).Run(operation, a, chunk);
                    AssertSame(Array.ConvertAll(x, v => ElementwiseTwin.Run(operation, v, 1.5f, -0.25f)), output.ToDense(), $"{path} {operation}");
                    output.AssertZeroAround();
                }
        }
    }

    [Fact]
    public void Two_operands_equal_the_twin_bit_for_bit_and_padding_stays_zero()
    {
        var random = new Random(42);
        foreach (var (images, segments, height, width, halo) in ((int, int[], int, int, int)[])[(1, [16], 3, 5, 1), (2, [5, 17], 7, 6, 2), (1, [3], 70, 67, 0)])
        {
            var channels = segments.Sum();
            float[] x = random.Floats(images * channels * height * width), y = random.Floats(x.Length);
            (x[0], y[1], x[2], y[2]) = (float.NaN, float.NaN, -0f, 0f);
            foreach (var path in Widths.Supported)
                foreach (var operation in Enum.GetValues<BinaryOperation>())
                {
                    using var first = BlockedTensor.From(x, images, segments, height, width, 1);
                    using var second = BlockedTensor.From(y, images, segments, height, width, 0);
                    using var output = BlockedTensor.Unwritten(images, segments, height, width, halo);
                    var a = new ElementwiseArguments { A = first.Image, B = second.Image, Output = output.Image, Segments = first.Segments, Scale = -0.75f };
                    for (var chunk = 0; chunk < ElementwiseKernels.Chunks(output.Image); chunk++) ElementwiseKernels.Create(path).Run(operation, a, chunk);
                    AssertSame(x.Zip(y, (p, q) => ElementwiseTwin.Run(operation, p, q, -0.75f)).ToArray(), output.ToDense(), $"{path} {operation}");
                    output.AssertZeroAround();
                }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_value_per_channel_is_broadcast_over_pixels(bool perImage)
    {
        var random = new Random(43);
        const int Images = 2, Channels = 21, Height = 4, Width = 5;
        var x = random.Floats(Images * Channels * Height * Width);
        using var values = NativeFloats.Random(64, random);
        foreach (var lane in (int[])[21, 22, 31, 53, 63]) values.Span[lane] = 0;
        for (var k = 21; k < 32; k++) values.Span[k] = values.Span[k + 32] = 0;
        foreach (var path in Widths.Supported)
            foreach (var operation in (BinaryOperation[])[BinaryOperation.Add, BinaryOperation.Mul, BinaryOperation.Div, BinaryOperation.Sub])
            {
                using var input = BlockedTensor.From(x, Images, [Channels], Height, Width, 1);
                using var output = BlockedTensor.Unwritten(Images, [Channels], Height, Width, 1);
                var a = new ElementwiseArguments
                {
                    A = input.Image, Output = output.Image, Segments = input.Segments, Channels = values.Pointer, ChannelsImageStride = perImage ? 32 : 0,
                };
                for (var chunk = 0; chunk < ElementwiseKernels.Chunks(output.Image); chunk++) ElementwiseKernels.Create(path).Run(operation, a, chunk);
                var expected = x.Select((v, k) => ElementwiseTwin.Run(operation, v, values.Span[(perImage ? k / (Channels * 20) * 32 : 0) + k / 20 % Channels], 0f)).ToArray();
                AssertSame(expected, output.ToDense(), $"{path} {operation}");
                output.AssertZeroAround();
            }
    }

    [Fact]
    public void Flat_arrays_of_any_length_equal_the_twin_and_nothing_past_the_end_is_written()
    {
        var random = new Random(44);
        foreach (var length in (int[])[0, 1, 3, 15, 16, 17, 100, 65536, 65537, 140_001])
            foreach (var path in Widths.Supported)
            {
                float[] x = random.Floats(length), y = random.Floats(length);
                float[] sum = new float[length + 8], scaled = new float[length + 8];
                var kernels = ElementwiseKernels.Create(path);
                fixed (float* a = x, b = y, to = sum, other = scaled)
                    for (var chunk = 0; chunk < ElementwiseKernels.Chunks(length); chunk++)
                    {
                        kernels.Run(BinaryOperation.AddScaled, new FlatArguments { A = a, B = b, Output = to, Length = length, Scale = 0.3f }, chunk);
                        kernels.Run(UnaryOperation.ScaleShift, new FlatArguments { A = a, Output = other, Length = length, Scale = 0.3f, Shift = 2f }, chunk);
                    }
                for (var k = 0; k < length; k++)
                {
                    Assert.Equal(MathF.FusedMultiplyAdd(y[k], 0.3f, x[k]), sum[k]);
                    Assert.Equal(MathF.FusedMultiplyAdd(x[k], 0.3f, 2f), scaled[k]);
                }
                Assert.All(sum[length..].Concat(scaled[length..]), v => Assert.Equal(0f, v));
            }
    }

    [Fact]
    public void Gradients_of_the_twin_in_double_are_the_slopes_of_their_functions()
    {
        (UnaryOperation, BinaryOperation, bool FromOutput)[] pairs =
        [
            (UnaryOperation.Relu, BinaryOperation.ReluGradient, false), (UnaryOperation.Relu6, BinaryOperation.Relu6Gradient, false),
            (UnaryOperation.Sigmoid, BinaryOperation.SigmoidGradient, true), (UnaryOperation.Tanh, BinaryOperation.TanhGradient, true),
            (UnaryOperation.Sqrt, BinaryOperation.SqrtGradient, true), (UnaryOperation.Abs, BinaryOperation.AbsGradient, false),
            (UnaryOperation.Square, BinaryOperation.SquareGradient, false), (UnaryOperation.Log, BinaryOperation.LogGradient, false),
            (UnaryOperation.Exp, BinaryOperation.Mul, true), (UnaryOperation.Gelu, BinaryOperation.GeluGradient, false), (UnaryOperation.Silu, BinaryOperation.SiluGradient, false),
        ];
        foreach (var (function, gradient, fromOutput) in pairs)
            foreach (var x in (double[])[-3.3, -0.4, 0.2, 1.7, 5.9, 6.5])
            {
                if (x < 0 && function is UnaryOperation.Sqrt or UnaryOperation.Log && x < 0) continue;
                var slope = (ElementwiseTwin.Run(function, x + 1e-6, 1.0, 0.0) - ElementwiseTwin.Run(function, x - 1e-6, 1.0, 0.0)) / 2e-6;
                var saved = fromOutput ? ElementwiseTwin.Run(function, x, 1.0, 0.0) : x;
                Assert.Equal(slope * 0.7, ElementwiseTwin.Run(gradient, saved, 0.7, 0.0), 1e-6 * (1 + Math.Abs(slope)));
            }
    }

    private static void AssertSame(float[] expected, float[] actual, string what)
    {
        for (var k = 0; k < expected.Length; k++)
            if (BitConverter.SingleToInt32Bits(expected[k]) != BitConverter.SingleToInt32Bits(actual[k]) && !(float.IsNaN(expected[k]) && float.IsNaN(actual[k])))
                Assert.Fail($"{what}: element {k} is {actual[k]:R}, its twin {expected[k]:R}");
    }
}
