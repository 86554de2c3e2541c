using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Tensors.Tests.Operations;

namespace Karyon.Tensors.Tests.Graph;

/// <summary>A convolution by Winograd that reads a doubled image where it is small gives the bits of one that reads it written out.</summary>
public sealed class DoubledImagePlanTests
{
    [Theory]
    [InlineData(1, 16, 0, 16, 8, 12)] // alone
    [InlineData(2, 20, 0, 40, 5, 9)] // tiles of 4 hang over
    [InlineData(1, 16, 24, 32, 12, 10)] // joined with another image, which begins a block of its own
    [InlineData(3, 40, 7, 17, 3, 21)]
    [InlineData(1, 48, 80, 160, 2, 3)] // few tiles and many weights: F(2x2)
    [InlineData(1, 130, 10, 130, 4, 4)]
    public void It_equals_its_twin_and_nothing_is_resized(int images, int doubled, int joined, int outputs, int height, int width)
    {
        var x = Value.Input("x", new Shape(images, doubled, height, width));
        var skip = Value.Input("skip", new Shape(images, Math.Max(1, joined), 2 * height, 2 * width));
        var weights = Value.Input("w", new Shape(outputs, doubled + joined, 3, 3));
        var large = x.ResizeNearest(2 * height, 2 * width);
        var joint = joined == 0 ? large : ValueExtensions.ConcatChannels(large, skip);
        Value[] outcomes = [joint.Conv2d(weights, null, ConvolutionGeometry.Square(1, 1)).Relu(), skip * 2f];
        var data = new Dictionary<Value, float[]> { [x] = Floats(x.Shape, 1), [skip] = Floats(skip.Shape, 2), [weights] = Floats(weights.Shape, 3) };
        var expected = new ReferenceInterpreter<float>(data, winograd: true).Evaluate(outcomes[0]);

        using var contexts = new PlanContexts();
        foreach (var context in contexts.All)
        {
            using var plan = Plan.Compile(context, outcomes);
            foreach (var (value, floats) in data) floats.CopyTo(plan.Input(value));
            plan.Profile = true;
            plan.Run();
            Kernels.TestValues.AssertSameBits(expected, plan.Output(0), $"{context.Path}, {context.Threads} threads");
            Assert.Contains(plan.Report(), report => report.Kind == "conv winograd");
            Assert.DoesNotContain(plan.Report(), report => report.Kind == "resize");
        }
    }

    [Fact]
    public void An_image_that_others_read_too_or_that_grows_otherwise_is_written_out()
    {
        var x = Value.Input("x", new Shape(1, 16, 8, 8));
        var weights = Value.Input("w", new Shape(16, 16, 3, 3));
        var doubled = x.ResizeNearest(16, 16);
        var tripled = x.ResizeNearest(24, 24);
        Value[] outputs = [doubled.Conv2d(weights, null, ConvolutionGeometry.Square(1, 1)), doubled * 2f, tripled.Conv2d(weights, null, ConvolutionGeometry.Square(1, 1))];
        var data = new Dictionary<Value, float[]> { [x] = Floats(x.Shape, 1), [weights] = Floats(weights.Shape, 3) };
        var reference = new ReferenceInterpreter<float>(data, winograd: true);

        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, outputs);
        foreach (var (value, floats) in data) floats.CopyTo(plan.Input(value));
        plan.Profile = true;
        plan.Run();

        for (var k = 0; k < outputs.Length; k++) Assert.Equal(reference.Evaluate(outputs[k]), plan.Output(k).ToArray());
        Assert.Equal(2, plan.Report().Single(report => report.Kind == "resize").Steps);
    }

    private static float[] Floats(Shape shape, ulong seed)
    {
        var random = new CounterRandom(seed);
        var data = new float[shape.Count];
        for (var i = 0; i < data.Length; i++) data[i] = random.UniformSingle((ulong)i) - 0.5f;
        return data;
    }
}
