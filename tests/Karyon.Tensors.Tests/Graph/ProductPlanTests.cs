using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Graph;

public class ProductPlanTests
{
    [Theory]
    [InlineData(200, 1100, 70, false, false)] // two bands of rows; sums are cut and taken up again
    [InlineData(7, 33, 300, true, true)] // two groups of panels, the last one ragged
    [InlineData(96, 16, 64, false, true)]
    [InlineData(97, 3, 65, true, false)]
    [InlineData(1, 1, 1, false, false)]
    public void Products_at_every_width_give_the_bits_of_the_twin_and_run_as_kernels(int rows, int inner, int columns, bool transposeFirst, bool transposeSecond)
    {
        Value first = Value.Input("first", transposeFirst ? new Shape(2, inner, rows) : new Shape(2, rows, inner));
        Value second = Value.Input("second", transposeSecond ? new Shape(columns, inner) : new Shape(inner, columns)), bias = Value.Input("bias", new Shape(columns));
        var output = new Value(new MatMul(transposeFirst, transposeSecond), first, second, bias);
        var data = new Dictionary<Value, float[]> { [first] = Random(first.Shape, 1), [second] = Random(second.Shape, 2), [bias] = Random(bias.Shape, 3) };
        var expected = new ReferenceInterpreter<float>(data).Evaluate(output);
        foreach (var path in Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported))
        {
            using var context = new ComputeContext(2, path);
            using var plan = Plan.Compile(context, [output], PlanOptions.Training);
            foreach (var (value, elements) in data) elements.CopyTo(plan.Input(value));
            plan.Run();
            Assert.Equal(expected, plan.Output(0).ToArray());
            Assert.DoesNotContain(plan.Report(), report => report.Kind.StartsWith("twin", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_linear_layer_with_dropout_and_softmax_over_its_outputs_trains_without_a_twin()
    {
        Value x = Value.Input("x", new Shape(5, 40)), weights = Value.Input("weights", new Shape(12, 40)), bias = Value.Input("bias", new Shape(12));
        var loss = new Value(new MatMul(false, true), new Value(new Dropout(0.5f, 1), x), weights, bias).LogSoftmax(1).Mean();
        using var context = new ComputeContext(1);
        using var plan = Plan.Compile(context, [loss, .. Differentiator.Gradients(loss, [x, weights, bias])], PlanOptions.Training);
        Assert.DoesNotContain(plan.Report(), report => report.Kind.StartsWith("twin", StringComparison.Ordinal));
    }

    private static float[] Random(Shape shape, ulong seed)
    {
        var random = new CounterRandom(seed);
        var data = new float[shape.Count];
        for (var i = 0; i < data.Length; i++) data[i] = 2 * random.UniformSingle((ulong)i) - 1;
        return data;
    }
}
