using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>A plan's kernels give the bits of the scalar twins, for every operation, vector width and number of threads.</summary>
public class PlanBitsTests(PlanContexts contexts) : IClassFixture<PlanContexts>
{
    /// <summary>Samples of each operation; the variable asks for more.</summary>
    private static readonly ulong Draws = ulong.TryParse(Environment.GetEnvironmentVariable("KARYON_SWEEP"), out var asked) ? asked : 4;

    public static TheoryData<string> Names => OperationSweepTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operation_on_inputs_and_its_gradients(string name)
    {
        for (var seed = 0UL; seed < Draws; seed++)
        {
            var sample = OperationSweepTests.Sample(name, seed + 50, small: false);
            var inputs = sample.Inputs.Select((input, k) => Value.Input($"operand {k}", input.Shape)).ToArray();
            CheckWithGradients(sample, seed, inputs, sample.Write(inputs));
        }
    }

    /// <summary>Between convolutions images stand in blocks of channels with a halo: other kernels than for dense inputs.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void An_operation_between_convolutions_and_its_gradients(string name)
    {
        for (var seed = 0UL; seed < Draws; seed++)
        {
            var sample = OperationSweepTests.Sample(name, seed + 90, small: false);
            if (sample.Inputs.All(input => input.Shape.Rank != 4)) continue;
            var inputs = sample.Inputs.Select((input, k) => Value.Input($"operand {k}", input.Shape)).ToArray();
            var images = inputs.Select((input, k) => input.Shape.Rank == 4 && !IsWeights(sample, k) ? Convolved(input, input.Shape[1], seed + (ulong)k) : input).ToArray();
            var output = sample.Write(images);
            if (output.Shape.Rank == 4) output = Convolved(output, 19, seed + 9);
            CheckWithGradients(sample, seed, inputs, output);
        }
    }

    /// <summary>What depends on constants alone is computed when the plan is built, whatever the operation.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void An_operation_on_constants(string name)
    {
        for (var seed = 0UL; seed < Draws; seed++)
        {
            var sample = OperationSweepTests.Sample(name, seed + 50, small: false);
            var inputs = sample.Inputs.Select((input, k) => Value.Constant(input.Values(seed * 10 + (ulong)k), input.Shape)).ToArray();
            List<Value> results = [sample.Write(inputs)];
            // After a convolution a batch norm of constants is folded into the weights: other arithmetic, tested with the networks.
            if (sample.Operation is not BatchNorm)
                results.Add(sample.Write([.. inputs.Select((input, k) => input.Shape.Rank == 4 && !IsWeights(sample, k) ? Convolved(input, input.Shape[1], seed + (ulong)k) : input)]));
            Check(sample, seed, [], [], results);
        }
    }

    [Theory]
    [InlineData(15, 15)]
    [InlineData(17, 16)]
    [InlineData(16, 17)]
    [InlineData(20, 40)]
    public void Groups_whose_border_lies_inside_a_block(int groupInputs, int groupOutputs)
    {
        var geometry = ConvolutionGeometry.Square(1, 1, groups: 2);
        var sample = new OperationSample(new Convolution2d(geometry), new SampleInput(new Shape(1, 2 * groupInputs, 7, 9)), new SampleInput(new Shape(2 * groupOutputs, groupInputs, 3, 3)));
        var inputs = sample.Inputs.Select((input, k) => Value.Input($"operand {k}", input.Shape)).ToArray();
        CheckWithGradients(sample, 1, inputs, sample.Write(inputs));
    }

    private static bool IsWeights(OperationSample sample, int operand) => sample.Operation is Convolution2d or Conv2dInputGradient && operand == 1;

    private static Value Convolved(Value image, int outputs, ulong seed) =>
        image.Conv2d(Value.Constant(new SampleInput(new Shape(outputs, image.Shape[1], 3, 3)).Values(seed), new Shape(outputs, image.Shape[1], 3, 3)), null, ConvolutionGeometry.Square(1, 1));

    private void CheckWithGradients(OperationSample sample, ulong seed, Value[] inputs, Value output)
    {
        List<Value> results = [output];
        List<Value> given = [.. inputs];
        List<float[]> data = [.. sample.Inputs.Select((input, k) => input.Values(seed * 10 + (ulong)k))];
        var wanted = Enumerable.Range(0, inputs.Length).Where(k => sample.Inputs[k].Differentiable).Select(k => inputs[k]).ToArray();
        if (!sample.LacksGradient && wanted.Length > 0)
        {
            given.Add(Value.Input("weights of the sum", output.Shape));
            data.Add(new SampleInput(output.Shape).Values(seed + 7));
            results.AddRange(Differentiator.Gradients((output * given[^1]).Sum(), wanted));
        }
        Check(sample, seed, given, data, results);
    }

    private void Check(OperationSample sample, ulong seed, IReadOnlyList<Value> inputs, IReadOnlyList<float[]> data, IReadOnlyList<Value> results)
    {
        var interpreter = new ReferenceInterpreter<float>(inputs.Zip(data).ToDictionary(pair => pair.First, pair => pair.Second), seed);
        var expected = results.Select(interpreter.Evaluate).ToArray();
        foreach (var context in contexts.All)
            foreach (var options in new[] { PlanOptions.Training with { Winograd = false }, PlanOptions.Inference with { Winograd = false } })
            {
                using var plan = Plan.Compile(context, results, options);
                for (var run = 0; run < 2; run++)
                {
                    foreach (var (input, elements) in inputs.Zip(data)) elements.CopyTo(plan.Input(input));
                    plan.Run(seed);
                    for (var k = 0; k < results.Count; k++) AssertBits(expected[k], plan.Output(k), $"seed {seed}, {sample}: result {k}, {context.Path}, {context.Threads} threads, {(options.FreezeLeaves ? "inference" : "training")}, run {run}");
                }
            }
    }

    private static void AssertBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i])) Assert.Fail($"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R}");
    }
}
