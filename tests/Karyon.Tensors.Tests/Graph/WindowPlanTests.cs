using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Tensors.Tests.Operations;

namespace Karyon.Tensors.Tests.Graph;

/// <summary>Rows and columns of a blocked image are read in place, and give the bits of a copy, whoever reads them.</summary>
public sealed class WindowPlanTests
{
    public static TheoryData<string, Func<Value, Value>> Readers => new()
    {
        { "layer norm", x => x.LayerNorm(Ramp(x.Shape[1], 0.5f), Ramp(x.Shape[1], -0.2f), 1e-6f) },
        { "GELU", x => x.Gelu() },
        { "SwiGLU", x => x.SwiGlu() },
        { "layer scale", x => x.LayerScale(Ramp(x.Shape[1], 0.7f)) },
        { "sum", x => x + x.Relu() },
        { "attention", x => x.Attend(x, x, 2) },
        { "adaptive pool", x => x.AdaptiveAveragePool2d(3) },
        { "maximum pool", x => x.MaxPool2d(3, 2, 1) },
        { "bilinear", x => x.ResizeBilinear(11, 6) },
        { "nearest", x => x.ResizeNearest(2 * x.Shape[2], 2 * x.Shape[3]) },
        { "convolution", x => x.Conv2d(Ramp(new Shape(16, x.Shape[1], 3, 3)), null, ConvolutionGeometry.Square(1, 1)) },
        { "valid convolution", x => x.Conv2d(Ramp(new Shape(16, x.Shape[1], 3, 3)), null, ConvolutionGeometry.Square()) },
        { "pointwise", x => x.Conv2d(Ramp(new Shape(16, x.Shape[1], 1, 1)), null, ConvolutionGeometry.Square()) },
        { "head", x => x.Conv2d(Ramp(new Shape(3, x.Shape[1], 3, 3)), null, ConvolutionGeometry.Square(1, 1)) },
        { "depthwise", x => x.Conv2d(Ramp(new Shape(x.Shape[1], 1, 3, 3)), null, ConvolutionGeometry.Square(1, 1, 1, x.Shape[1])) },
        { "softmax", x => x.Softmax(1) },
        { "join", x => ValueExtensions.ConcatChannels(x, x.Relu()).Conv2d(Ramp(new Shape(16, 2 * x.Shape[1], 1, 1)), null, ConvolutionGeometry.Square()) },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_cropped_image_is_read_as_its_copy_would_be(string reader, Func<Value, Value> read)
    {
        var image = Value.Input("image", new Shape(2, 16, 9, 12));
        var blocked = image.Conv2d(Ramp(new Shape(32, 16, 1, 1)), null, ConvolutionGeometry.Square());
        var output = read(blocked.CenterCrop(6, 7));
        var data = new float[image.Shape.Count];
        var random = new CounterRandom(3);
        for (var i = 0; i < data.Length; i++) data[i] = random.UniformSingle((ulong)i) - 0.5f;
        var expected = new ReferenceInterpreter<float>(new Dictionary<Value, float[]> { [image] = data }, winograd: true).Evaluate(output);

        using var contexts = new PlanContexts();
        foreach (var context in contexts.All)
            foreach (var options in new[] { PlanOptions.Inference, PlanOptions.Training })
            {
                using var plan = Plan.Compile(context, [output], options);
                data.CopyTo(plan.Input(image));
                plan.Run();
                Kernels.TestValues.AssertSameBits(expected, plan.Output(0), $"{reader}, {context.Path}, {context.Threads} threads");
            }
    }

    private static Value Ramp(int count, float start) => Ramp(new Shape(count), start);

    private static Value Ramp(Shape shape, float start = -0.3f) => Value.Constant([.. Enumerable.Range(0, (int)shape.Count).Select(i => start + i % 13 * 0.05f)], shape);
}
