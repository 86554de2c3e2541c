using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Graph;

public class MovementPlanTests
{
    [Fact]
    public void Dense_slices_padding_gathering_concatenation_and_permutation_move_the_same_elements_as_the_twins()
    {
        var x = Value.Input("x", new Shape(2, 3, 7, 5));
        var y = Value.Input("y", new Shape(2, 2, 7, 5));
        Value[] outputs =
        [
            x.Slice(1, 1, 2), x.Slice(0, 1, 1), x.Slice(3, 1, 3), x.Slice(0, 1, 1).Slice(1, 2, 1).Reshape(new Shape(7, 5)),
            x.PadZero(1, 2, 0, 3), x.PadReflect(2, 1, 3, 4), new Value(new ScatterSum(2, new AxisList([3, 0, 3, 1, 1, 1, 0]), 4), x),
            new Value(new Concat(1), x, y), new Value(new Concat(3), x, x.Slice(3, 0, 2)), new Value(new Concat(0), x, x),
            x.Permute(0, 2, 3, 1), x.Permute(3, 1, 0, 2), x.Slice(0, 0, 1).Reshape(new Shape(3, 35)).Permute(1, 0),
            (x.Slice(0, 1, 1) + x.Slice(0, 0, 1)) * 2f,
        ];
        float[] dataX = Floats(x.Shape, 1), dataY = Floats(y.Shape, 2);
        var reference = new ReferenceInterpreter<float>(new Dictionary<Value, float[]> { [x] = dataX, [y] = dataY });
        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, outputs);
        for (var run = 0; run < 2; run++)
        {
            dataX.CopyTo(plan.Input(x));
            dataY.CopyTo(plan.Input(y));
            plan.Run();
            for (var k = 0; k < outputs.Length; k++) Assert.Equal(reference.Evaluate(outputs[k]), plan.Output(k).ToArray());
        }
        plan.Profile = true;
        plan.Run();
        Assert.DoesNotContain(plan.Report(), report => report.Kind.StartsWith("twin", StringComparison.Ordinal));
    }

    [Fact]
    public void A_part_of_an_image_that_is_read_as_a_whole_later_is_not_overwritten()
    {
        var x = Value.Input("x", new Shape(1, 16, 5, 6));
        Value Convolved(Value image, ulong seed) => image.Conv2d(Value.Constant(Floats(new Shape(16, image.Shape[1], 1, 1), seed), new Shape(16, image.Shape[1], 1, 1)), null, ConvolutionGeometry.Square(1, 0));
        var joined = new Value(new Concat(1), Convolved(x, 4), Convolved(x, 5));
        var parts = Convolved(joined.Slice(1, 0, 16) + joined.Slice(1, 16, 16), 6) + Convolved(joined.Slice(1, 0, 16).Gelu(), 7);
        var output = parts + Convolved(joined, 8);
        var data = Floats(x.Shape, 1);
        var reference = new ReferenceInterpreter<float>(new Dictionary<Value, float[]> { [x] = data });
        using var context = new ComputeContext(1);
        using var plan = Plan.Compile(context, [output]);
        data.CopyTo(plan.Input(x));
        plan.Run();
        Assert.Equal(reference.Evaluate(output), plan.Output(0).ToArray());
    }

    private static float[] Floats(Shape shape, ulong seed)
    {
        var random = new CounterRandom(seed);
        var data = new float[shape.Count];
        for (var i = 0; i < data.Length; i++) data[i] = random.UniformSingle((ulong)i) - 0.5f;
        return data;
    }
}
