using Karyon.Learning.Losses;
using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Tests.Losses;

public class TwoStageLossTests
{
    [Theory]
    [InlineData("dice_smooth1_whole_batch", DiceReading.SmoothedByOne)]
    [InlineData("dice_smp_binary", DiceReading.SegmentationModels)]
    public void Both_readings_of_Dice_and_their_gradients_are_the_stored_ones(string golden, DiceReading reading)
    {
        var graph = new LossGraph();
        var (logits, truth) = Mask(graph);
        graph.AssertGolden("pruning", golden, $"pruning.{golden}.d_logits.npy", TwoStageLoss.Mask(logits, truth, reading).Value, logits);
        graph.AssertGradient(TwoStageLoss.Mask(logits, truth, reading).Value, logits, step: 1);
    }

    [Fact]
    public void The_error_of_the_distances_and_its_gradient_are_the_stored_ones()
    {
        var graph = new LossGraph();
        var map = graph.Add("distance", GoldenRule.Signed("loss.distance", new Shape(LossGraph.Pixels)));
        var truth = graph.Add("truth", GoldenRule.Signed("loss.true_distance", new Shape(LossGraph.Pixels)));
        var loss = TwoStageLoss.Distance(map, truth).Value;
        graph.AssertGolden("pruning", "mse", "pruning.mse.d_distance.npy", loss, map);
        graph.AssertGradient(loss, map);
    }

    /// <summary>With p = 1/2 at 4 pixels and no nucleus: 1 - 1 / (2 + 1), and 0 by the library's rule.</summary>
    [Fact]
    public void An_empty_truth_teaches_only_the_smoothed_reading()
    {
        var graph = new LossGraph();
        var shape = new Shape(1, 1, 2, 2);
        var (logits, truth) = (graph.Add("logits", shape, 0, 0, 0, 0), graph.Add("truth", shape, 0, 0, 0, 0));
        Assert.Equal(2 / 3.0, graph.Run(TwoStageLoss.Mask(logits, truth).Value), 1e-6);
        var (value, gradients) = graph.Run(TwoStageLoss.Mask(logits, truth, DiceReading.SegmentationModels).Value, LossGraph.Plans[0], logits);
        Assert.Equal(0, value);
        Assert.All(gradients[0], entry => Assert.Equal(0, entry));
    }

    [Fact]
    public void Pixels_that_are_not_known_count_nowhere()
    {
        var graph = new LossGraph();
        var shape = new Shape(1, 1, 2, 2);
        Value logits = graph.Add("logits", shape, 0, 9, 0, -9), truth = graph.Add("truth", shape, 1, 0, 0, 0), known = graph.Add("known", shape, 1, 0, 1, 0);
        // p = 1/2 at the two known pixels: 1 - (2 · 1/2 + 1) / (1 + 1 + 1), and the errors are 1 and 0.
        Assert.Equal(1 / 3.0, graph.Run(TwoStageLoss.Mask(logits, truth, known: known).Value), 1e-6);
        Assert.Equal(0.5, graph.Run(TwoStageLoss.Distance(logits, truth, known).Value), 1e-6);
        Assert.Throws<ShapeException>(() => TwoStageLoss.Mask(logits, Value.Input("small", new Shape(1, 1, 1, 1))));
        Assert.Throws<ShapeException>(() => TwoStageLoss.Distance(logits, truth, Value.Input("small", new Shape(1, 1, 1, 1))));
    }

    private static (Value Logits, Value Truth) Mask(LossGraph graph) => (
        graph.Add("mask", GoldenRule.Signed("loss.mask", new Shape(LossGraph.Pixels), 4)),
        graph.Add("truth", [.. GoldenRule.Blocks("loss.true_tp", LossGraph.Types).Select(type => type > 0 ? 1f : 0)]));
}
