using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Graph;

/// <summary>Whole blocks of transformers over tokens [N, C, 1, T] and images, with the operations that the sweep sees one by one and small.</summary>
public class TransformerPlanTests
{
    private readonly List<(Value Value, float[] Data)> _operands = [];

    [Fact]
    public void A_block_with_a_depthwise_convolution_and_gelu_has_the_twin_s_bits_at_every_width()
    {
        var x = Operand(new Shape(2, 64, 9, 17));
        var hidden = Linear(Norm(x), 128).Conv2d(Operand(new Shape(128, 1, 3, 3)), Operand(new Shape(128)), ConvolutionGeometry.Square(1, 1, groups: 128)).Gelu();
        Check(x + Linear(hidden, 64).DropPath(0.4f, 3));
    }

    [Fact]
    public void A_block_with_a_gated_unit_and_layer_scale_has_the_twin_s_bits_at_every_width()
    {
        var x = Operand(new Shape(2, 96, 1, 265));
        Check(x + Linear(Linear(Norm(x), 256).SwiGlu(), 96).LayerScale(Operand(new Shape(96))));
    }

    [Theory]
    [InlineData(2, 200, 3, 150)] // a last block of 8 lanes, strips that end inside rows
    [InlineData(1, 1552, 1, 131)] // 97 blocks: a last group of one
    [InlineData(3, 16, 7, 5)]
    public void Large_layer_norms_have_the_twin_s_bits_at_every_width(int images, int channels, int height, int width) =>
        Check(Norm(Linear(Operand(new Shape(images, 16, height, width)), channels)));

    [Theory]
    [InlineData(2, 2, 32, 1, 67, 1, 67)] // strips of tokens, a last block of 3 keys
    [InlineData(1, 1, 16, 11, 13, 3, 4)] // fewer keys than queries
    [InlineData(1, 3, 48, 2, 3, 9, 50)] // fewer queries than keys
    public void Attention_and_its_gradients_have_the_twin_s_bits_at_every_width(int images, int heads, int channels, int height, int width, int keyHeight, int keyWidth)
    {
        var x = Operand(new Shape(images, channels, height, width));
        var keys = Operand(new Shape(images, channels, keyHeight, keyWidth));
        Check(Linear(Linear(x, channels).Attend(Linear(keys, channels), Linear(keys, channels), heads), channels));
    }

    [Fact]
    public void Numbers_per_channel_multiply_blocked_images_where_they_stand()
    {
        var x = Operand(new Shape(2, 48, 6, 7));
        var y = Linear(x, 40).LayerScale(Operand(new Shape(40))) + Linear(x, 40);
        using var context = new ComputeContext(1);
        using var plan = Plan.Compile(context, [Linear(y, 16)], PlanOptions.Inference);
        Assert.DoesNotContain(plan.Report(), report => report.Kind.Contains("dense", StringComparison.Ordinal) && report.Kind.StartsWith("elementwise", StringComparison.Ordinal));
    }

    private void Check(Value output)
    {
        var weights = Operand(output.Shape);
        Value[] results = [output, .. Differentiator.Gradients((output * weights).Sum(), [.. _operands.Take(_operands.Count - 1).Select(operand => operand.Value)])];
        var interpreter = new ReferenceInterpreter<float>(_operands.ToDictionary(operand => operand.Value, operand => operand.Data), 7);
        var expected = results.Select(interpreter.Evaluate).ToArray();
        foreach (var path in Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported))
            foreach (var threads in (int[])[1, 3])
            {
                using var context = new ComputeContext(threads, path);
                using var plan = Plan.Compile(context, results, PlanOptions.Training);
                Assert.DoesNotContain(plan.Report(), report => report.Kind.StartsWith("twin", StringComparison.Ordinal));
                foreach (var (value, data) in _operands) data.CopyTo(plan.Input(value));
                plan.Run(7);
                for (var k = 0; k < results.Length; k++) Assert.True(expected[k].AsSpan().SequenceEqual(plan.Output(k)), $"{path}, {threads} threads: result {k}");
            }
    }

    private Value Norm(Value x) => x.LayerNorm(Operand(new Shape(x.Shape[1])), Operand(new Shape(x.Shape[1])), 1e-6f);

    private Value Linear(Value x, int outputs) => x.Conv2d(Operand(new Shape(outputs, x.Shape[1], 1, 1)), Operand(new Shape(outputs)), ConvolutionGeometry.Square(1, 0));

    private Value Operand(Shape shape)
    {
        var random = new CounterRandom((ulong)_operands.Count, 0x7F);
        var data = new float[shape.Count];
        for (var i = 0; i < data.Length; i++) data[i] = 2 * random.UniformSingle((ulong)i) - 1;
        var value = Value.Input($"operand {_operands.Count}", shape);
        _operands.Add((value, data));
        return value;
    }
}
