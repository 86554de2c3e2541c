using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Tests.Models;

/// <summary>Stochastic depth in the Mix Transformer: which branches, how often, and the same draws again.</summary>
public class StochasticDepthTests
{
    [Fact]
    public void The_rate_rises_linearly_over_all_blocks_and_every_branch_draws_for_itself()
    {
        foreach (var size in MixTransformerSize.All)
        {
            using var encoder = new MixTransformerEncoder(size);
            encoder.Train();
            var drops = Drops(encoder);
            // The first block's rate is 0: its two branches are whole.
            Assert.Equal(2 * (size.Blocks - 1), drops.Count);
            Assert.Equal(drops.Count, drops.Select(drop => drop.Stream).Distinct().Count());
            var blocks = drops.OrderBy(drop => drop.Stream).Chunk(2).ToList();
            for (var i = 0; i < blocks.Count; i++)
            {
                Assert.Equal(0.1 * (i + 1) / (size.Blocks - 1), blocks[i][0].Probability, 1e-7);
                Assert.Equal(blocks[i][0].Probability, blocks[i][1].Probability);
            }
            Assert.Equal(0.1f, blocks[^1][1].Probability);
        }
    }

    [Fact]
    public void Nothing_is_left_out_in_inference_or_at_rate_zero()
    {
        using var inference = new MixTransformerEncoder(MixTransformerSize.All[0]);
        inference.Eval();
        Assert.Empty(Drops(inference));
        using var whole = new MixTransformerEncoder(MixTransformerSize.All[0] with { DropPath = 0 });
        whole.Train();
        Assert.Empty(Drops(whole));
    }

    [Fact]
    public void A_sample_is_left_out_as_often_as_the_rate_says_and_the_expectation_is_the_whole_branch()
    {
        const int Samples = 64, Runs = 400;
        const float Rate = 0.1f;
        var input = Value.Input("x", new Shape(Samples, 1, 1, 2));
        var left = 0;
        double sum = 0;
        using var context = new ComputeContext(1);
        using var plan = Plan.Compile(context, [input.DropPath(Rate, 15)], PlanOptions.Training);
        plan.Input(input).Fill(1);
        for (var run = 0; run < Runs; run++)
        {
            plan.Run((ulong)run);
            var output = plan.Output(0);
            for (var n = 0; n < Samples; n++)
            {
                Assert.Equal(output[2 * n], output[2 * n + 1]);
                if (output[2 * n] == 0) left++;
                sum += output[2 * n];
            }
        }
        // Four standard deviations of 25,600 draws.
        const double Deviation = 4 * 0.3 / 160;
        Assert.Equal(Rate, (double)left / (Samples * Runs), Deviation);
        Assert.Equal(1, sum / (Samples * Runs), Deviation / (1 - Rate));
    }

    [Fact]
    public void A_training_pass_of_a_seed_has_the_same_bits_on_any_threads_and_those_of_the_twins()
    {
        var size = new MixTransformerSize("tiny", [16, 16, 20, 16], [1, 1, 2, 1]) { DropPath = 0.5f };
        using var network = NetworkGolden.Fill(new UNet(new MixTransformerEncoder(size), [16, 16, 8, 8, 8], 2));
        network.Train();
        var image = Value.Input("image", new Shape(4, 3, 32, 32));
        var output = network.Forward(image);
        var loss = output.Mean();
        Value[] values = [output, .. Differentiator.Gradients(loss, [.. network.TrainedParameters().Take(40).Select(parameter => parameter.Value)]).OfType<Value>()];
        var pixels = GoldenRule.Image01("input", image.Shape);

        List<float[]> Run(int threads, ulong seed)
        {
            using var context = new ComputeContext(threads);
            using var plan = Plan.Compile(context, values, PlanOptions.Training);
            pixels.CopyTo(plan.Input(image));
            plan.Run(seed);
            return [.. Enumerable.Range(0, values.Length).Select(i => plan.Output(i).ToArray())];
        }

        var once = Run(1, 7);
        var again = Run(2, 7);
        for (var i = 0; i < values.Length; i++) Assert.Equal(once[i], again[i]);
        Assert.NotEqual(once[0], Run(1, 8)[0]);

        var twins = new ReferenceInterpreter<float>(new Dictionary<Value, float[]> { [image] = pixels }, seed: 7, PlanOptions.Training.Winograd);
        Assert.Equal(twins.Evaluate(values[0]), once[0]);
    }

    private static List<DropPath> Drops(MixTransformerEncoder encoder)
    {
        var features = encoder.Forward(Value.Input("image", new Shape(1, 3, 64, 64)));
        var found = new Dictionary<Value, DropPath>(ReferenceEqualityComparer.Instance);
        var seen = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Value>([features[^1]!]);
        while (stack.TryPop(out var value))
        {
            if (!seen.Add(value)) continue;
            if (value.Operation is DropPath drop) found[value] = drop;
            foreach (var operand in value.Inputs) stack.Push(operand);
        }
        return [.. found.Values];
    }
}
