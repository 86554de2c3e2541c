using Karyon.Data.Arrays;
using Karyon.Learning.Losses;
using Karyon.Tensors;
using Karyon.Tensors.Operations;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Losses;

public class SegTmeLossTests
{
    [Theory]
    [InlineData("semantic.ce", "cross_entropy", "sem", GradientAxes.Corrected)]
    [InlineData("hv.mse", "mse", "hv", GradientAxes.Corrected)]
    [InlineData("hv.msge", "msge_across_axis", "hv", GradientAxes.Published)]
    [InlineData("hv.msge", "msge_along_axis", "hv", GradientAxes.Corrected)]
    public void Every_term_and_its_gradient_are_the_stored_ones(string term, string golden, string map, GradientAxes axes)
    {
        var set = new Case();
        var loss = set.Terms(new SegTmeLossOptions { Msge = axes }).Single(item => item.Name == term).Value;
        set.Graph.AssertGolden("segtme", golden, $"segtme.{golden}.d_{map}.npy", loss, map == "sem" ? set.Semantic : set.Hv);
    }

    [Theory]
    [InlineData("total_across_axis (lambda 1)", GradientAxes.Published)]
    [InlineData("total_along_axis (lambda 1)", GradientAxes.Corrected)]
    public void The_card_s_weights_give_the_stored_totals(string golden, GradientAxes axes)
    {
        var set = new Case();
        set.Graph.AssertGolden(LossGraph.Number("segtme", golden), HoverNetLoss.Total(set.Terms(new SegTmeLossOptions { Msge = axes })));
    }

    [Fact]
    public void The_truth_that_the_rule_gives_is_the_stored_one()
    {
        int[] types = GoldenRule.Blocks("loss.true_tp", LossGraph.Types), hidden = GoldenRule.Blocks("loss.void", 8);
        Assert.Equal(types, NpyFile.Read(SharedFolder.Require("goldens/losses/targets.type.npy")).ToInt32s());
        Assert.Equal(types.Zip(hidden, (type, cell) => cell == 0 ? 255 : type), NpyFile.Read(SharedFolder.Require("goldens/losses/targets.semantic_with_void.npy")).ToInt32s());
    }

    [Fact]
    public void Lambda_weighs_the_distance_maps_and_zero_leaves_them_out()
    {
        var set = new Case();
        Assert.Equal([1.0, 0.5, 1], set.Terms(new SegTmeLossOptions { Lambda = 0.5 }).Select(term => term.Weight));
        Assert.Equal(["semantic.ce"], set.Terms(new SegTmeLossOptions { Lambda = 0 }).Select(term => term.Name));
    }

    [Fact]
    public void Gradients_agree_with_differences_of_the_loss()
    {
        var set = new Case();
        var loss = HoverNetLoss.Total(set.Terms(new SegTmeLossOptions()));
        set.Graph.AssertGradient(loss, set.Semantic);
        set.Graph.AssertGradient(loss, set.Hv);
    }

    [Fact]
    public void Where_nothing_is_known_there_is_no_loss_and_no_gradient()
    {
        var set = new Case();
        set.Graph[set.TrueSemantic].AsSpan().Clear();
        foreach (var options in LossGraph.Plans)
        {
            var (value, gradients) = set.Graph.Run(HoverNetLoss.Total(set.Terms(new SegTmeLossOptions())), options, set.Semantic, set.Hv);
            Assert.Equal(0, value);
            Assert.All(gradients, gradient => Assert.All(gradient, entry => Assert.Equal(0, entry)));
        }
    }

    [Fact]
    public void A_truth_of_another_shape_is_refused_by_name()
    {
        var set = new Case();
        var small = Value.Input("small", new Shape(2, 2, 16, 16));
        Assert.Contains("semantic", Assert.Throws<ShapeException>(() => new SegTmeLoss().Terms(set.Semantic, set.Hv, small, set.TrueHv)).Message, StringComparison.Ordinal);
        Assert.Contains("hv", Assert.Throws<ShapeException>(() => new SegTmeLoss().Terms(set.Semantic, set.Hv, set.TrueSemantic, small)).Message, StringComparison.Ordinal);
    }

    /// <summary>The goldens' predictions and targets.</summary>
    private sealed class Case
    {
        public Case()
        {
            int[] types = GoldenRule.Blocks("loss.true_tp", LossGraph.Types), hidden = GoldenRule.Blocks("loss.void", 8);
            for (var i = 0; i < types.Length; i++)
                if (hidden[i] == 0) types[i] = 255;
            var hv = GoldenRule.Signed("loss.sem_true_hv", new Shape(2 * LossGraph.Pixels));
            for (var i = 0; i < LossGraph.Pixels; i++)
                if (types[i] is 0 or 255) hv[LossGraph.At(i, 0, 2)] = hv[LossGraph.At(i, 1, 2)] = 0;
            Semantic = Graph.Add("semantic", GoldenRule.Signed("loss.sem", new Shape(LossGraph.Types * LossGraph.Pixels), 2));
            Hv = Graph.Add("hv", GoldenRule.Signed("loss.sem_hv", new Shape(2 * LossGraph.Pixels)));
            TrueSemantic = Graph.Add("true semantic", LossGraph.OneHot(types, LossGraph.Types));
            TrueHv = Graph.Add("true hv", hv);
        }

        public LossGraph Graph { get; } = new();

        public Value Semantic { get; }

        public Value Hv { get; }

        public Value TrueSemantic { get; }

        public Value TrueHv { get; }

        public IReadOnlyList<LossTerm> Terms(SegTmeLossOptions options) => new SegTmeLoss(options).Terms(Semantic, Hv, TrueSemantic, TrueHv);
    }
}
