using Karyon.Tensors.Graph;
using Karyon.Tensors.Optimization;

namespace Karyon.Tensors.Tests.Optimization;

public class ExponentialAverageTests
{
    [Fact]
    public void Updates_give_the_closed_form_of_the_recurrence()
    {
        // a_n = d^n v_0 + (1 - d) sum over k of d^(n - k) v_k, here with v_k = v_0 + k and d = 3 / 4.
        using var context = new ComputeContext(1);
        using var module = new MatrixAndVector([0.5f, -1], [2]);
        float[] first = module.Values;
        using var average = new ExponentialAverage(context, module);
        const double Decay = 0.75;
        for (var n = 1; n <= 12; n++)
        {
            foreach (var parameter in module.Parameters())
                foreach (ref var value in parameter.Tensor.Span) value += 1;
            average.Update(Decay);
            var gained = Enumerable.Range(1, n).Sum(k => (1 - Decay) * Math.Pow(Decay, n - k) * k);
            float[] averages = [.. average.State().SelectMany(state => state.Tensor.Span.ToArray())];
            for (var i = 0; i < averages.Length; i++) Assert.Equal(first[i] + gained, averages[i], 2e-6);
        }
    }

    [Fact]
    public void It_starts_from_the_present_values_and_has_the_names_of_the_parameters()
    {
        using var context = new ComputeContext(1);
        using var module = new MatrixAndVector([0.5f, -1], [2]);
        using var average = new ExponentialAverage(context, module);
        Assert.Equal(["weight", "bias"], average.State().Select(state => state.Name));
        Assert.Equal([0.5f, -1, 2], average.State().SelectMany(state => state.Tensor.Span.ToArray()));
    }

    [Fact]
    public void A_swap_puts_the_averages_into_the_module_and_a_second_one_puts_the_values_back()
    {
        using var context = new ComputeContext(1);
        using var module = new MatrixAndVector([0, 0], [0]);
        using var average = new ExponentialAverage(context, module);
        module.Weight.Tensor.Span.Fill(8);
        module.Bias.Tensor.Span.Fill(-4);
        average.Update(0.75);
        average.Swap();
        Assert.Equal([2, 2, -1], module.Values);
        Assert.Equal([8, 8, -4], average.State().SelectMany(state => state.Tensor.Span.ToArray()));
        average.Swap();
        Assert.Equal([8, 8, -4], module.Values);
        Assert.Equal([2, 2, -1], average.State().SelectMany(state => state.Tensor.Span.ToArray()));
    }
}
