using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Graph;

public class PlanTests
{
    private static float[] Random(Shape shape, ulong seed, float scale = 1)
    {
        var random = new CounterRandom(seed);
        var data = new float[shape.Count];
        for (var i = 0; i < data.Length; i++) data[i] = scale * (2 * random.UniformSingle((ulong)i) - 1);
        return data;
    }

    private static Value Weights(Shape shape, ulong seed) => Value.Constant(Random(shape, seed, 0.3f), shape);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void A_plan_gives_the_bits_of_the_reference_interpreter(int batch, int threads)
    {
        var image = Value.Input("image", new Shape(batch, 3, 20, 28));
        var a = image.Conv2d(Weights(new Shape(24, 3, 3, 3), 1), Weights(new Shape(24), 2), ConvolutionGeometry.Square(2, 1)).Relu6();
        var b = a.Conv2d(Weights(new Shape(40, 24, 3, 3), 3), null, ConvolutionGeometry.Square(2, 1)).Relu();
        var up = b.ResizeNearest(a.Shape[2], a.Shape[3]);
        var joined = ValueExtensions.ConcatChannels(up, a);
        var c = joined.Conv2d(Weights(new Shape(20, 64, 3, 3), 4), null, ConvolutionGeometry.Square(1, 1));
        var output = (c + a.Conv2d(Weights(new Shape(20, 24, 1, 1), 5), null, ConvolutionGeometry.Square())).Relu();

        var data = Random(image.Shape, 9);
        var expected = new ReferenceInterpreter<float>(new Dictionary<Value, float[]> { [image] = data }).Evaluate(output);
        using var context = new ComputeContext(threads);
        foreach (var options in new[] { PlanOptions.Inference with { Winograd = false }, PlanOptions.Training with { Winograd = false } })
        {
            using var plan = Plan.Compile(context, [output], options);
            for (var run = 0; run < 2; run++)
            {
                data.CopyTo(plan.Input(image));
                plan.Run();
                Assert.Equal(expected, plan.Output(0).ToArray());
            }
        }
        Assert.Equal(0, context.Allocator.LiveBlocks);
    }
}
