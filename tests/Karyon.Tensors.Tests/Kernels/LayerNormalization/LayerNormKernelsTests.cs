using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.LayerNormalization;
using Karyon.Tensors.Kernels.Vector.Normalization;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Kernels.LayerNormalization;

public unsafe class LayerNormKernelsTests
{
    private const float Epsilon = 1e-5f;

    [Theory]
    [InlineData(1, 16, 3, 5, 1)]
    [InlineData(2, 5, 7, 70, 0)]
    [InlineData(1, 80, 2, 129, 2)]
    [InlineData(2, 151, 9, 4, 0)]
    public void Forward_and_backward_equal_the_twins_bit_for_bit_and_all_around_is_zero(int images, int channels, int height, int width, int halo)
    {
        var random = new Random(81);
        Shape shape = new(images, channels, height, width), each = new(channels);
        float[] x = random.Floats((int)shape.Count), g = random.Floats((int)shape.Count), weight = random.Floats(channels), bias = random.Floats(channels);
        for (var i = 0; i < x.Length; i++) x[i] = 4 * x[i] + 7;
        Value image = Value.Input("x", shape), gradient = Value.Input("g", shape), scale = Value.Input("weight", each), shift = Value.Input("bias", each);
        var twin = new ReferenceInterpreter<float>(new Dictionary<Value, float[]> { [image] = x, [gradient] = g, [scale] = weight, [shift] = bias });
        var forward = twin.Evaluate(image.LayerNorm(scale, shift, Epsilon));
        var backward = twin.Evaluate(new Value(new LayerNormInputGradient(Epsilon), image, scale, gradient));
        var sums = twin.Evaluate(new Value(new LayerNormSums(Epsilon), image, gradient));
        foreach (var path in Widths.Supported)
        {
            using var input = BlockedTensor.From(x, images, [channels], height, width, halo);
            using var dy = BlockedTensor.From(g, images, [channels], height, width, 0);
            using var output = BlockedTensor.Unwritten(images, [channels], height, width, halo);
            using var dx = BlockedTensor.Unwritten(images, [channels], height, width, halo);
            using NativeFloats inverse = new(images * height * width), offset = new(images * height * width), scales = ByLane(weight), shifts = ByLane(bias);
            var a = LayerNormKernels.Flattened(new LayerNormArguments
            {
                Input = input.Image, Segments = input.Segments, Weight = scales.Pointer, Bias = shifts.Pointer, Epsilon = Epsilon,
                Inverse = inverse.Pointer, Shift = offset.Pointer, Output = output.Image, Gradient = dy.Image, InputGradient = dx.Image,
            });
            var kernels = LayerNormKernels.Create(path);
            for (var chunk = 0; chunk < LayerNormKernels.Chunks(a); chunk++) kernels.Forward(a, chunk);
            for (var chunk = 0; chunk < LayerNormKernels.Chunks(a); chunk++) kernels.InputGradient(a, chunk);
            RandomArrays.AssertSameBits(forward, output.ToDense(), $"{path} forward");
            RandomArrays.AssertSameBits(backward, dx.ToDense(), $"{path} input gradient");
            output.AssertZeroAround();
            dx.AssertZeroAround();

            // Sums go by rows of the image as it is.
            var whole = a with { Input = input.Image, Gradient = dy.Image };
            var doubles = NormalizationKernels.PartialDoubles(input.Image);
            using NativeFloats partials = new(4 * doubles), totals = new(2 * scales.Length);
            double* first = (double*)partials.Pointer, second = first + doubles;
            for (var chunk = 0; chunk < LayerNormKernels.SumChunks(whole); chunk++) kernels.GradientSums(whole, first, second, chunk);
            for (var quantity = 0; quantity < 2; quantity++)
            {
                NormalizationKernels.Combine(input.Image, quantity == 0 ? first : second, (double*)totals.Pointer);
                for (var c = 0; c < channels; c++) Assert.Equal(sums[quantity * channels + c], (float)((double*)totals.Pointer)[c]);
            }
        }
    }

    private static NativeFloats ByLane(float[] perChannel)
    {
        var lanes = new NativeFloats((perChannel.Length + 15) / 16 * 16);
        lanes.Span.Clear();
        perChannel.CopyTo(lanes.Span);
        return lanes;
    }
}
