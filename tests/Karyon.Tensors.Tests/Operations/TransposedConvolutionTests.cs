using Karyon.Tensors.Graph;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>Transposed convolutions give what the scatter definition gives.</summary>
public class TransposedConvolutionTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, TransposedConvolutionCase.All.Count)];

    /// <summary>Cases with a square kernel, as the layer has.</summary>
    public static TheoryData<int> SquareCases => [.. Enumerable.Range(0, TransposedConvolutionCase.All.Count).Where(k => TransposedConvolutionCase.All[k].Weights is var weights && weights[2] == weights[3])];

    [Fact]
    public void All_cases_of_the_golden_file_are_compared() => Assert.Equal(14, TransposedConvolutionCase.All.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Output_and_gradients_are_those_of_the_scatter_definition(int index)
    {
        var golden = TransposedConvolutionCase.All[index];
        Value x = Value.Input("x", golden.Input), weights = Value.Input("weights", golden.Weights), bias = Value.Input("bias", new Shape(golden.Outputs));
        var y = x.ConvTranspose2d(weights, golden.HasBias ? bias : null, golden.Stride, golden.Padding, golden.OutputPadding, golden.Dilation, golden.Groups);
        Assert.Equal(golden.Output, y.Shape);
        var loss = (y * Value.Constant(golden.LossData, y.Shape)).Sum();
        Value[] operands = golden.HasBias ? [x, weights, bias] : [x, weights];

        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, [y, .. Differentiator.Gradients(loss, operands)], PlanOptions.Training);
        golden.InputData.CopyTo(plan.Input(x));
        golden.WeightData.CopyTo(plan.Input(weights));
        if (golden.HasBias) golden.BiasData.CopyTo(plan.Input(bias));
        plan.Run();
        AssertClose(golden, "output", plan.Output(0));
        AssertClose(golden, "input_gradient", plan.Output(1));
        AssertClose(golden, "weight_gradient", plan.Output(2));
        if (golden.HasBias) AssertClose(golden, "bias_gradient", plan.Output(3));
    }

    [Theory]
    [MemberData(nameof(SquareCases))]
    public void The_layer_gives_the_output_of_the_scatter_definition(int index)
    {
        var golden = TransposedConvolutionCase.All[index];
        using var layer = new ConvTranspose2d(golden.Input[1], golden.Outputs, golden.Weights[2], golden.Stride, golden.Padding, golden.OutputPadding, golden.Groups, golden.HasBias, golden.Dilation);
        golden.WeightData.CopyTo(layer.Weight.Tensor.Span);
        if (golden.HasBias) golden.BiasData.CopyTo(layer.Bias!.Tensor.Span);
        Assert.Equal(golden.HasBias ? ["weight", "bias"] : ["weight"], layer.Parameters().Select(parameter => parameter.Name));
        Assert.Equal(golden.Weights, layer.Weight.Tensor.Shape);

        var x = Value.Input("x", golden.Input);
        using var context = new ComputeContext(1);
        using var plan = Plan.Compile(context, [layer.Forward(x)], PlanOptions.Inference);
        golden.InputData.CopyTo(plan.Input(x));
        plan.Run();
        AssertClose(golden, "output", plan.Output(0));
    }

    [Fact]
    public void Output_padding_of_a_whole_stride_is_refused()
    {
        // A convolution of that larger image would have a row more than the given one.
        Value x = Value.Input("x", new Shape(1, 2, 3, 3)), weights = Value.Input("weights", new Shape(2, 2, 3, 3));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(weights, null, stride: 2, padding: 1, outputPadding: 2));
    }

    private static void AssertClose(TransposedConvolutionCase golden, string name, ReadOnlySpan<float> actual)
    {
        if (golden.Stored(name) is not { } expected) return;
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
            Assert.True(Math.Abs(expected[k] - actual[k]) <= 1e-5 * Math.Max(1, Math.Abs(expected[k])), $"{golden}: {name}, element {k} is {actual[k]:R}, not {expected[k]:R}");
    }
}
