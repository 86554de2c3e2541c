using Karyon.Learning.Losses;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Tests.Losses;

public class HoverUNetLossTests
{
    [Theory]
    [InlineData("student", "student", 0)]
    [InlineData("distill_T3", "distill_T3", 1)]
    [InlineData("total_alpha0.5_T3", "total_alpha0.5_T3", 0.5)]
    public void Losses_and_gradients_are_the_originals(string golden, string file, double alpha)
    {
        var set = new Case();
        set.Graph.AssertGolden("hoverunet", golden, $"hoverunet.{file}.d_pred.npy", set.Loss(new HoverUNetLossOptions { Alpha = alpha }), set.Prediction);
    }

    [Theory]
    [InlineData("distill_T1", 1, 1)]
    [InlineData("distill_T5", 1, 5)]
    [InlineData("total_alpha0.5_T1", 0.5, 1)]
    [InlineData("total_alpha0.5_T5", 0.5, 5)]
    [InlineData("total_alpha0.25_T3", 0.25, 3)]
    public void Other_shares_and_temperatures_give_the_originals_losses(string golden, double alpha, double temperature)
    {
        var set = new Case();
        set.Graph.AssertGolden(LossGraph.Number("hoverunet", golden), set.Loss(new HoverUNetLossOptions { Alpha = alpha, Temperature = temperature }));
    }

    [Fact]
    public void Every_term_is_the_stored_one()
    {
        var set = new Case();
        var terms = new HoverUNetLoss().Terms(set.Student, set.Truth, set.Teacher);
        Assert.Equal(12, terms.Count);
        foreach (var term in terms)
        {
            var stored = term.Name.Replace("truth.", "student / ", StringComparison.Ordinal).Replace("teacher.", "distill T3 / ", StringComparison.Ordinal).Replace('.', ' ');
            set.Graph.AssertGolden(LossGraph.Number("hoverunet", "terms", stored), term.Value);
        }
    }

    [Theory]
    [InlineData(GradientAxes.Published)]
    [InlineData(GradientAxes.Corrected)]
    public void Gradients_agree_with_differences_of_the_loss(GradientAxes axes)
    {
        var set = new Case();
        set.Graph.AssertGradient(set.Loss(new HoverUNetLossOptions { Alpha = 0.3, Msge = axes }), set.Prediction);
    }

    [Fact]
    public void A_student_that_says_what_its_teacher_says_is_at_the_least_of_every_term_but_the_weighted_entropy()
    {
        var set = new Case();
        set.Graph[set.TeacherInput].CopyTo(set.Graph[set.Prediction], 0);
        var terms = new HoverUNetLoss(new() { Alpha = 1 }).Terms(set.Student, null, set.Teacher);
        foreach (var name in new[] { "teacher.hv.mse", "teacher.hv.msge", "teacher.np.kl", "teacher.tp.kl" })
            Assert.Equal(0, set.Graph.Run(terms.Single(term => term.Name == name).Value), 1e-6);
    }

    /// <summary>
    /// Two pixels of two channels. With logits of 0 every p is 1/2: cross entropy log 2 whatever the weights; the truth lacks the second class, so that
    /// Dice is the first's, 1 - 2 (1/2 + 1/2) / (1 + 2) = 1/3, over both classes 1/6.
    /// </summary>
    [Fact]
    public void A_class_that_the_truth_lacks_counts_as_no_loss_in_the_mean()
    {
        var graph = new LossGraph();
        var shape = new Shape(1, 2, 1, 2);
        HoverMaps student = new(graph.Add("np", shape, 0, 0, 0, 0), graph.Add("hv", shape, 0, 0, 0, 0), null);
        HoverTruth truth = new(graph.Add("true np", shape, 1, 1, 0, 0), graph.Add("true hv", shape, 0, 0, 0, 0));
        var terms = new HoverUNetLoss(new HoverUNetLossOptions { Alpha = 0 }).Terms(student, truth, null);
        Assert.Equal(1 / 6.0, graph.Run(terms.Single(term => term.Name == "truth.np.dice").Value), 1e-6);
        Assert.Equal(Math.Log(2), graph.Run(terms.Single(term => term.Name == "truth.np.ce").Value), 1e-6);
        Assert.Equal(["truth.hv.mse", "truth.hv.msge", "truth.np.dice", "truth.np.ce"], terms.Select(term => term.Name));
    }

    /// <summary>
    /// One pixel, student even, teacher's logits log 3 and 0: q = (3/4, 1/4). At T = 1 the divergence is 3/4 log(3/2) + 1/4 log(1/2), over the two classes half
    /// of it; the soft cross entropy with weights 2 and 6 is (3/4 · 2 + 1/4 · 6) log 2, divided by pixels, not by weights.
    /// </summary>
    [Fact]
    public void The_two_normalisations_of_the_teachers_terms_are_those_of_the_original()
    {
        var graph = new LossGraph();
        var shape = new Shape(1, 2, 1, 1);
        HoverMaps student = new(graph.Add("np", shape, 0, 0), graph.Add("hv", shape, 0, 0), null);
        HoverMaps teacher = new(graph.Add("teacher np", shape, MathF.Log(3), 0), graph.Add("teacher hv", shape, 0, 0), null);
        var options = new HoverUNetLossOptions { Alpha = 1, Temperature = 1, TeacherNpWeights = [2, 6] };
        var terms = new HoverUNetLoss(options).Terms(student, null, teacher);
        Assert.Equal((0.75 * Math.Log(1.5) + 0.25 * Math.Log(0.5)) / 2, graph.Run(terms.Single(term => term.Name == "teacher.np.kl").Value), 1e-6);
        Assert.Equal(3 * Math.Log(2), graph.Run(terms.Single(term => term.Name == "teacher.np.ce").Value), 1e-6);
    }

    [Fact]
    public void Pixels_that_are_not_known_do_not_change_the_truths_terms()
    {
        double Loss(bool disturbed)
        {
            var set = new Case(unknownColumns: 10);
            if (disturbed)
                for (var i = 0; i < 10 * LossGraph.Pixels; i++)
                    if (i % LossGraph.Side < 10) set.Graph[set.Prediction][i] = 0.3f - set.Graph[set.Prediction][i];
            return set.Graph.Run(set.Loss(new HoverUNetLossOptions { Alpha = 0 }));
        }
        Assert.Equal(Loss(disturbed: false), Loss(disturbed: true));
    }

    [Fact]
    public void Where_nothing_is_known_there_is_no_loss_and_no_gradient()
    {
        var set = new Case(unknownColumns: LossGraph.Side);
        foreach (var options in LossGraph.Plans)
        {
            var (value, gradients) = set.Graph.Run(set.Loss(new HoverUNetLossOptions { Alpha = 0 }), options, set.Prediction);
            Assert.Equal(0, value);
            Assert.All(gradients[0], entry => Assert.Equal(0, entry));
        }
    }

    [Fact]
    public void What_alpha_asks_for_must_be_there_and_weights_must_fit()
    {
        var set = new Case();
        Assert.Throws<ArgumentException>(() => new HoverUNetLoss().Terms(set.Student, null, set.Teacher));
        Assert.Throws<ArgumentException>(() => new HoverUNetLoss().Terms(set.Student, set.Truth, null));
        Assert.Contains("3 class weights", Assert.Throws<ArgumentException>(() => new HoverUNetLoss(new() { TruthTpWeights = [1, 2, 3] }).Terms(set.Student, set.Truth, set.Teacher)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoverUNetLoss(new() { Alpha = 1.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoverUNetLoss(new() { Temperature = 0 }));
        Assert.Throws<ShapeException>(() => new HoverUNetLoss().Terms(set.Student, set.Truth with { Hv = Value.Input("small", new Shape(2, 2, 16, 16)) }, set.Teacher));
    }

    /// <summary>The goldens' predictions, truth and teacher.</summary>
    private sealed class Case
    {
        public Case(int unknownColumns = 0)
        {
            var types = GoldenRule.Blocks("loss.true_tp", LossGraph.Types);
            var hv = GoldenRule.Signed("loss.unet_true_hv", new Shape(2 * LossGraph.Pixels));
            float[] np = LossGraph.OneHot([.. types.Select(type => type > 0 ? 1 : 0)], 2), tp = LossGraph.OneHot(types, LossGraph.Types), known = new float[2 * LossGraph.Pixels];
            for (var i = 0; i < LossGraph.Pixels; i++)
                if (types[i] == 0) hv[LossGraph.At(i, 0, 2)] = hv[LossGraph.At(i, 1, 2)] = 0;
            Array.Fill(known, 1);
            foreach (var map in new[] { np, hv, tp, known })
                for (var i = 0; i < map.Length; i++)
                    if (i % LossGraph.Side < unknownColumns) map[i] = 0;
            Prediction = Graph.Add("student", GoldenRule.Signed("loss.student", new Shape(10 * LossGraph.Pixels), 2));
            TeacherInput = Graph.Add("teacher", GoldenRule.Signed("loss.teacher", new Shape(10 * LossGraph.Pixels), 4));
            Truth = new HoverTruth(Graph.Add("true np", np), Graph.Add("true hv", hv), unknownColumns > 0 ? Graph.Add("known", known) : null, Graph.Add("true tp", tp));
        }

        public LossGraph Graph { get; } = new();

        public Value Prediction { get; }

        public Value TeacherInput { get; }

        public HoverTruth Truth { get; }

        public HoverMaps Student => Split(Prediction);

        public HoverMaps Teacher => Split(TeacherInput);

        public Value Loss(HoverUNetLossOptions options) => HoverNetLoss.Total(new HoverUNetLoss(options).Terms(Student, Truth, Teacher));

        private static HoverMaps Split(Value maps) => new(maps.Slice(1, 0, 2), maps.Slice(1, 2, 2), maps.Slice(1, 4, LossGraph.Types));
    }
}
