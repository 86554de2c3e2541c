using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>What holds for every operation: gradients are those of the mathematics, and shapes that do not fit are refused by name.</summary>
public class OperationSweepTests
{
    /// <summary>All operations but those without operands, by name; samples are looked up by the type.</summary>
    public static TheoryData<string> Names => [.. Types.Select(type => type.Name)];

    private static IEnumerable<Type> Types => typeof(Operation).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract && !type.IsSubclassOf(typeof(LeafOperation)))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>The sample of an operation; its absence fails every test of the sweep, so that no operation goes unseen.</summary>
    internal static OperationSample Sample(string name, ulong seed, bool small)
    {
        var type = Types.Single(type => type.Name == name);
        Assert.True(OperationSamples.All.TryGetValue(type, out var draw), $"{name} has no sample: add one to OperationSamples");
        return draw(new SampleDraw(seed, small));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_central_differences_in_double_precision(string name)
    {
        for (var seed = 0UL; seed < 8; seed++)
        {
            var sample = Sample(name, seed, small: true);
            var inputs = sample.Inputs.Select((input, k) => Value.Input($"operand {k}", input.Shape)).ToArray();
            var output = sample.Write(inputs);
            var weights = new SampleInput(output.Shape).Values(seed + 100);
            var loss = (output * Value.Constant(weights, output.Shape)).Sum();
            if (sample.LacksGradient)
            {
                Assert.Contains(sample.Operation.Name, Assert.Throws<NotSupportedException>(() => Differentiator.Gradients(loss, inputs)).Message, StringComparison.Ordinal);
                continue;
            }
            var wanted = Enumerable.Range(0, inputs.Length).Where(k => sample.Inputs[k].Differentiable).ToArray();
            var gradients = Differentiator.Gradients(loss, [.. wanted.Select(k => inputs[k])]);
            var data = sample.Inputs.Select((input, k) => input.Values(seed * 10 + (ulong)k).Select(value => (double)value).ToArray()).ToArray();
            double[] Run(Value value) => new ReferenceInterpreter<double>(inputs.Zip(data).ToDictionary(pair => pair.First, pair => (double[])pair.Second.Clone()), seed).Evaluate(value);

            for (var w = 0; w < wanted.Length; w++)
            {
                Assert.Equal(inputs[wanted[w]].Shape, gradients[w].Shape);
                var analytic = Run(gradients[w]);
                var elements = data[wanted[w]];
                var scale = Math.Max(1, analytic.Max(Math.Abs));
                // Every element of small operands, a spread of larger ones.
                for (var i = 0; i < elements.Length; i += 1 + elements.Length / 60)
                {
                    const double Step = 1e-5;
                    var middle = elements[i];
                    elements[i] = middle + Step;
                    var above = Run(loss)[0];
                    elements[i] = middle - Step;
                    var below = Run(loss)[0];
                    elements[i] = middle;
                    var numeric = (above - below) / (2 * Step);
                    Assert.True(Math.Abs(numeric - analytic[i]) <= 2e-7 * scale, $"seed {seed}, {sample}: operand {wanted[w]}, element {i}: {analytic[i]:R}, differences give {numeric:R}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operands_that_do_not_fit_are_refused_with_the_operation_s_name(string name)
    {
        for (var seed = 0UL; seed < 4; seed++)
        {
            var sample = Sample(name, seed, small: false);
            Shape[] fitting = [.. sample.Inputs.Select(input => input.Shape)];
            List<Shape[]> misfits = [.. sample.Misfits, []];
            if (sample.Operation is not Concat) misfits.Add([.. Enumerable.Repeat(new Shape(2), 7)]);
            foreach (var shapes in misfits)
            {
                var exception = Record.Exception(() => sample.Operation.InferShape(shapes));
                if (exception is not ShapeException) Assert.Fail($"seed {seed}, {sample.Operation}: {string.Join(", ", shapes)} gave {exception?.GetType().Name ?? "no error"}: {exception?.Message}");
                Assert.Contains(sample.Operation.Name, exception!.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', exception!.Message);
            }
        }
    }

    [Fact]
    public void Every_sample_is_of_the_operation_that_it_is_listed_under()
    {
        foreach (var (type, draw) in OperationSamples.All)
            for (var seed = 0UL; seed < 20; seed++) Assert.IsType(type, draw(new SampleDraw(seed, small: false)).Operation);
    }
}
