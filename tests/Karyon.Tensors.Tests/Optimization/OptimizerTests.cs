using Karyon.Tensors.Graph;
using Karyon.Tensors.Optimization;

namespace Karyon.Tensors.Tests.Optimization;

public class OptimizerTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, OptimizerCase.All.Count)];

    [Fact]
    public void All_cases_of_the_golden_file_are_compared() => Assert.Equal(12, OptimizerCase.All.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_follow_the_published_formulas(int index)
    {
        var golden = OptimizerCase.All[index];
        using var context = new ComputeContext(1);
        using var module = new MatrixAndVector(golden.Start.Weight, golden.Start.Bias);
        using var gradients = new GivenGradients(context, module);
        using var optimizer = golden.Create(context, module);
        Assert.Equal(6, golden.After.Count);
        for (var step = 0; step < golden.After.Count; step++)
        {
            var (weight, bias) = golden.Gradient(step);
            var norm = optimizer.Step(gradients.Of(weight, bias), 1, golden.Rates[step]);
            Assert.Equal(Norm([.. weight, .. bias]), norm, 1e-9 * norm);
            var values = module.Values;
            for (var k = 0; k < values.Length; k++)
                Assert.True(Math.Abs(values[k] - golden.After[step][k]) <= 1e-6 * Math.Max(1, Math.Abs(golden.After[step][k])), $"{golden}, step {step}, element {k}: {values[k]:R}, not {golden.After[step][k]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_restored_state_goes_on_with_the_same_bits(int index)
    {
        var golden = OptimizerCase.All[index];
        using var context = new ComputeContext(1);
        using var module = new MatrixAndVector(golden.Start.Weight, golden.Start.Bias);
        using var gradients = new GivenGradients(context, module);
        using var optimizer = golden.Create(context, module);
        using var resumedModule = new MatrixAndVector(golden.Start.Weight, golden.Start.Bias);
        using var resumedGradients = new GivenGradients(context, resumedModule);
        using var resumed = golden.Create(context, resumedModule);

        for (var step = 0; step < golden.After.Count; step++)
        {
            if (step == 3)
            {
                foreach (var (parameter, other) in module.Parameters().Zip(resumedModule.Parameters())) parameter.Tensor.Span.CopyTo(other.Tensor.Span);
                foreach (var (state, other) in optimizer.State().Zip(resumed.State()))
                {
                    Assert.Equal(state.Name, other.Name);
                    state.Tensor.Span.CopyTo(other.Tensor.Span);
                }
                resumed.StepCount = optimizer.StepCount;
            }
            var (weight, bias) = golden.Gradient(step);
            optimizer.Step(gradients.Of(weight, bias), 1, golden.Rates[step]);
            if (step < 3) continue;
            resumed.Step(resumedGradients.Of(weight, bias), 1, golden.Rates[step]);
            Assert.Equal(module.Values, resumedModule.Values);
        }
        Assert.Equal(golden.After.Count, resumed.StepCount);
    }

    [Fact]
    public void State_is_named_by_its_parameter_and_is_zero_at_first()
    {
        using var context = new ComputeContext(1);
        using var module = new MatrixAndVector([1, 2], [3]);
        using var adam = new Adam(context, module.TrainedParameters());
        Assert.Equal(["weight/first", "bias/first", "weight/second", "bias/second"], adam.State().Select(state => state.Name));
        Assert.All(adam.State(), state => Assert.All(state.Tensor.Span.ToArray(), value => Assert.Equal(0, value)));
        using var sgd = new Sgd(context, module.TrainedParameters());
        Assert.Equal(["weight/momentum", "bias/momentum"], sgd.State().Select(state => state.Name));
    }

    [Fact]
    public void Gradients_longer_than_the_limit_are_shortened_to_it_all_together()
    {
        using var context = new ComputeContext(1);
        using var module = new MatrixAndVector([0, 0], [0]);
        using var gradients = new GivenGradients(context, module);
        using var sgd = new Sgd(context, module.TrainedParameters(), momentum: 0);

        // 2, 3 and 6 have the norm 7; shortened to 3.5, each is half of itself.
        Assert.Equal(7, sgd.Step(gradients.Of([2, 3], [6]), 1, learningRate: 1, clipNorm: 3.5), 1e-12);
        Assert.Equal([-1, -1.5f, -3], module.Values);
    }

    [Theory]
    [InlineData(7.0)]
    [InlineData(100.0)]
    [InlineData(0.0)]
    public void Gradients_within_the_limit_or_without_one_stay_as_they_are(double limit)
    {
        using var context = new ComputeContext(1);
        using var module = new MatrixAndVector([0, 0], [0]);
        using var gradients = new GivenGradients(context, module);
        using var sgd = new Sgd(context, module.TrainedParameters(), momentum: 0);
        Assert.Equal(7, sgd.Step(gradients.Of([2, 3], [6]), 1, learningRate: 1, limit), 1e-12);
        Assert.Equal([-2, -3, -6], module.Values);
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
