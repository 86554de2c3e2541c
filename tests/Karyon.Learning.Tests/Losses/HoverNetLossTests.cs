using System.Text.Json;
using Karyon.Data.Arrays;
using Karyon.Learning.Losses;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Losses;

public sealed class HoverNetLossTests
{
    private const int Images = 2;
    private const int Side = 32;
    private const int Types = 6;
    private const int Pixels = Images * Side * Side;

    [Theory]
    [InlineData("np.bce", "np_bce", "np")]
    [InlineData("np.dice", "np_dice", "np")]
    [InlineData("hv.mse", "hv_mse", "hv")]
    [InlineData("hv.msge", "hv_msge", "hv")]
    [InlineData("tp.bce", "tp_bce", "tp")]
    [InlineData("tp.dice", "tp_dice", "tp")]
    public void Every_term_and_its_gradient_equal_the_originals(string term, string golden, string map)
    {
        var folder = SharedFolder.Require("goldens/losses");
        foreach (var masked in new[] { false, true })
        {
            var graph = new Graph(masked);
            var loss = graph.Terms(HoverNetLossOptions.HoverNetPyTorch).Single(item => item.Name == term).Value;
            var expected = NpyFile.Read(Path.Combine(folder, $"hovernet.{golden}.d_{map}.npy")).ToDoubles();
            var largest = expected.Max(Math.Abs);
            foreach (var options in new[] { new PlanOptions(Reference: true), PlanOptions.Training })
            {
                var (value, gradients) = graph.Run(loss, options);
                Equal(Number(folder, golden), value);
                var actual = ToNhwc(gradients[map]);
                var worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / largest;
                TestContext.Current.TestOutputHelper?.WriteLine($"hovernet {golden}: value {Math.Abs(value / Number(folder, golden) - 1):E1}, gradient {worst:E1}");
                Assert.True(worst <= 1e-5, $"{golden}: gradient off by {worst:E2}");
            }
        }
    }

    [Theory]
    [InlineData("hovernet-pytorch", "total_repository (mse 1, msge 1)")]
    [InlineData("hovernet-tf", "total_tensorflow (mse 2, msge 1)")]
    [InlineData("paper", "total_paper (mse 1, msge 2)")]
    public void The_presets_sum_up_to_the_originals_totals(string preset, string golden)
    {
        var folder = SharedFolder.Require("goldens/losses");
        var graph = new Graph(masked: false);
        Equal(Number(folder, golden), graph.Run(HoverNetLoss.Total(graph.Terms(HoverNetLossOptions.Preset(preset)))).Value);
    }

    [Fact]
    public void The_corrected_gradient_follows_each_maps_own_axis()
    {
        var folder = SharedFolder.Require("goldens/losses");
        var graph = new Graph(masked: false);
        var terms = graph.Terms(new HoverNetLossOptions { Msge = GradientAxes.Corrected });
        Equal(Number(folder, "hv_msge_if_derivative_followed_its_own_axis"), graph.Run(terms.Single(item => item.Name == "hv.msge").Value).Value);
    }

    [Theory]
    [InlineData("hovernet-pytorch", GradientAxes.Published)]
    [InlineData("hovernet-tf", GradientAxes.Published)]
    [InlineData("paper", GradientAxes.Published)]
    [InlineData("paper", GradientAxes.Corrected)]
    public void Gradients_of_the_totals_agree_with_differences_of_the_loss(string preset, GradientAxes axes)
    {
        var graph = new LossGraph();
        var (maps, truth) = Drawn(graph);
        var loss = HoverNetLoss.Total(new HoverNetLoss(HoverNetLossOptions.Preset(preset) with { Msge = axes }).Terms(maps, truth));
        graph.AssertGradient(loss, maps.Np);
        graph.AssertGradient(loss, maps.Hv);
        graph.AssertGradient(loss, maps.Tp!);
    }

    [Theory]
    [InlineData(GradientAxes.Published)]
    [InlineData(GradientAxes.Corrected)]
    public void An_image_turned_about_its_diagonal_with_its_distances_exchanged_has_the_same_loss(GradientAxes axes)
    {
        var graph = new LossGraph();
        var (maps, truth) = Drawn(graph);
        var loss = HoverNetLoss.Total(new HoverNetLoss(HoverNetLossOptions.Paper with { Msge = axes }).Terms(maps, truth));
        var before = graph.Run(loss);
        foreach (var map in (ReadOnlySpan<Value>)[maps.Np, maps.Hv, maps.Tp!, truth.Np, truth.Hv, truth.Tp!])
            Turn(graph[map], exchange: map == maps.Hv || map == truth.Hv);
        Assert.Equal(before, graph.Run(loss), 1e-5 * before);

        static void Turn(float[] map, bool exchange)
        {
            var old = (float[])map.Clone();
            var channels = map.Length / Pixels;
            for (var pixel = 0; pixel < Pixels; pixel++)
                for (var c = 0; c < channels; c++)
                {
                    var turned = pixel / (Side * Side) * Side * Side + pixel % Side * Side + pixel / Side % Side;
                    map[LossGraph.At(turned, exchange ? 1 - c : c, channels)] = old[LossGraph.At(pixel, c, channels)];
                }
        }
    }

    [Fact]
    public void A_ramp_too_steep_by_one_costs_the_kernels_gain_of_twelve_squared_along_its_own_axis_alone()
    {
        // The horizontal map is the column, truth 0: its derivative along columns is 12 where the kernel does not leave the image, along rows 0.
        var graph = new LossGraph();
        var shape = new Shape(1, 2, 12, 12);
        var (hv, np) = (new float[288], new float[288]);
        for (var row = 0; row < 12; row++)
            for (var x = 0; x < 12; x++)
            {
                hv[row * 12 + x] = x;
                var inside = row is >= 2 and < 10 && x is >= 2 and < 10;
                np[row * 12 + x + (inside ? 144 : 0)] = 1;
            }
        HoverMaps maps = new(graph.Add("np", shape, new float[288]), graph.Add("hv", shape, hv), null);
        HoverTruth truth = new(graph.Add("true np", shape, np), graph.Add("true hv", shape, new float[288]));
        foreach (var (axes, expected) in new[] { (GradientAxes.Corrected, 72.0), (GradientAxes.Published, 0.0) })
        {
            var options = new HoverNetLossOptions { Msge = axes };
            Assert.Equal(expected, graph.Run(new HoverNetLoss(options).Terms(maps, truth).Single(term => term.Name == "hv.msge").Value), 1e-4);
        }
    }

    [Fact]
    public void The_gradient_kernels_are_the_originals()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedFolder.Require("goldens/losses"), "losses.json")));
        float[] Kernel(string name) => [.. json.RootElement.GetProperty("kernels").GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(item => item.GetSingle())];
        float[] rows = Kernel("derivative_along_rows"), columns = Kernel("derivative_along_columns");
        Assert.Equal([.. rows, .. columns], HoverNetLoss.GradientKernels(GradientAxes.Published));
        Assert.Equal([.. columns, .. rows], HoverNetLoss.GradientKernels(GradientAxes.Corrected));
    }

    [Fact]
    public void A_mask_of_ones_changes_no_bit()
    {
        Graph plain = new(masked: false), masked = new(masked: true);
        var (a, gradientsA) = plain.Run(HoverNetLoss.Total(plain.Terms(HoverNetLossOptions.Paper)));
        var (b, gradientsB) = masked.Run(HoverNetLoss.Total(masked.Terms(HoverNetLossOptions.Paper)));
        Assert.Equal(a, b);
        foreach (var map in gradientsA.Keys) Assert.Equal(gradientsA[map], gradientsB[map]);
    }

    [Fact]
    public void Pixels_that_are_not_known_carry_no_gradient_and_do_not_change_the_loss()
    {
        var first = new Graph(masked: true, unknownColumns: 10);
        var second = new Graph(masked: true, unknownColumns: 10, disturbUnknown: true);
        var (a, gradients) = first.Run(HoverNetLoss.Total(first.Terms(HoverNetLossOptions.Paper)));
        Assert.Equal(a, second.Run(HoverNetLoss.Total(second.Terms(HoverNetLossOptions.Paper))).Value);
        foreach (var gradient in gradients.Values)
            for (var i = 0; i < gradient.Length; i++)
                if (i % Side < 10) Assert.Equal(0, gradient[i]);
    }

    [Fact]
    public void An_unknown_part_leaves_cross_entropy_dice_and_error_of_the_rest()
    {
        // The known columns 16..31 of the masked loss against the same columns cut out and scored alone.
        var masked = new Graph(masked: true, unknownColumns: 16);
        var whole = masked.Terms(HoverNetLossOptions.HoverNetPyTorch);
        HoverMaps cutMaps = new(Cut(masked.Maps.Np), Cut(masked.Maps.Hv), Cut(masked.Maps.Tp!));
        HoverTruth cutTruth = new(Cut(masked.Truth.Np), Cut(masked.Truth.Hv), null, Cut(masked.Truth.Tp!));
        var part = new HoverNetLoss(HoverNetLossOptions.HoverNetPyTorch).Terms(cutMaps, cutTruth);
        foreach (var name in new[] { "np.bce", "np.dice", "hv.mse", "tp.bce", "tp.dice" })
            Equal(masked.Run(part.Single(item => item.Name == name).Value).Value, masked.Run(whole.Single(item => item.Name == name).Value).Value);

        static Value Cut(Value value) => value.Slice(3, 16, 16);
    }

    [Fact]
    public void Terms_of_weight_zero_are_left_out_and_a_loss_of_none_is_refused()
    {
        var graph = new Graph(masked: false);
        var options = new HoverNetLossOptions { NpBce = 0, HvMsge = 0, TpBce = 0, TpDice = 0 };
        Assert.Equal(["np.dice", "hv.mse"], graph.Terms(options).Select(term => term.Name));
        Assert.Throws<ArgumentException>(() => HoverNetLoss.Total([]));
    }

    [Fact]
    public void A_truth_of_another_shape_is_refused_by_name()
    {
        var graph = new Graph(masked: false);
        var truth = graph.Truth with { Hv = Value.Input("small", new Shape(Images, 2, 16, 16)) };
        Assert.Contains("hv", Assert.Throws<ShapeException>(() => new HoverNetLoss(new()).Terms(graph.Maps, truth)).Message, StringComparison.Ordinal);
    }

    /// <summary>Predictions and a truth of two images, made by the goldens' rule.</summary>
    private static (HoverMaps Maps, HoverTruth Truth) Drawn(LossGraph graph)
    {
        var types = GoldenRule.Blocks("loss.true_tp", Types);
        var hv = GoldenRule.Signed("loss.true_hv", new Shape(2 * Pixels));
        for (var i = 0; i < Pixels; i++)
            if (types[i] == 0) hv[LossGraph.At(i, 0, 2)] = hv[LossGraph.At(i, 1, 2)] = 0;
        var maps = new HoverMaps(
            graph.Add("np", GoldenRule.Signed("loss.np", new Shape(2 * Pixels), 2)), graph.Add("hv", GoldenRule.Signed("loss.hv", new Shape(2 * Pixels))),
            graph.Add("tp", GoldenRule.Signed("loss.tp", new Shape(Types * Pixels), 2)));
        return (maps, new HoverTruth(
            graph.Add("true np", LossGraph.OneHot([.. types.Select(type => type > 0 ? 1 : 0)], 2)), graph.Add("true hv", hv), null,
            graph.Add("true tp", LossGraph.OneHot(types, Types))));
    }

    private static void Equal(double expected, double actual) => Assert.Equal(expected, actual, 1e-5 * Math.Abs(expected));

    private static double Number(string folder, string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "losses.json")));
        return json.RootElement.GetProperty("hovernet").GetProperty(name).GetDouble();
    }

    private static float[] ToNhwc(float[] nchw)
    {
        var channels = nchw.Length / Pixels;
        var result = new float[nchw.Length];
        for (var n = 0; n < Images; n++)
            for (var c = 0; c < channels; c++)
                for (var i = 0; i < Side * Side; i++) result[(n * Side * Side + i) * channels + c] = nchw[(n * channels + c) * Side * Side + i];
        return result;
    }

    private static float[] ToNchw(float[] nhwc)
    {
        var channels = nhwc.Length / Pixels;
        var result = new float[nhwc.Length];
        for (var i = 0; i < nhwc.Length; i++)
        {
            int c = i % channels, pixel = i / channels % (Side * Side), n = i / channels / (Side * Side);
            result[(n * channels + c) * Side * Side + pixel] = nhwc[i];
        }
        return result;
    }

    /// <summary>The goldens' predictions and targets as inputs of a graph.</summary>
    private sealed class Graph
    {
        private readonly Dictionary<Value, float[]> _data = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<string, Value> _predictions;

        public Graph(bool masked, int unknownColumns = 0, bool disturbUnknown = false)
        {
            var types = GoldenRule.Blocks("loss.true_tp", Types);
            float[] np = new float[2 * Pixels], tp = new float[Types * Pixels], known = new float[2 * Pixels];
            var hv = GoldenRule.Signed("loss.true_hv", new Shape(2 * Pixels));
            for (var i = 0; i < Pixels; i++)
            {
                var holds = i % Side >= unknownColumns;
                np[2 * i + (types[i] > 0 ? 1 : 0)] = holds ? 1 : 0;
                tp[Types * i + types[i]] = holds ? 1 : 0;
                if (types[i] == 0 || !holds) hv[2 * i] = hv[2 * i + 1] = 0;
                known[2 * i] = known[2 * i + 1] = holds ? 1 : 0;
            }
            _predictions = new Dictionary<string, Value>
            {
                ["np"] = Add("np", Prediction("loss.np", 2, 2)), ["hv"] = Add("hv", Prediction("loss.hv", 2, 1)), ["tp"] = Add("tp", Prediction("loss.tp", Types, 2)),
            };
            Maps = new HoverMaps(_predictions["np"], _predictions["hv"], _predictions["tp"]);
            Truth = new HoverTruth(Add("true np", np), Add("true hv", hv), masked ? Add("known", known) : null, Add("true tp", tp));

            float[] Prediction(string name, int channels, float factor)
            {
                var values = GoldenRule.Signed(name, new Shape(channels * Pixels), factor);
                for (var i = 0; disturbUnknown && i < values.Length; i++)
                    if (i / channels % Side < unknownColumns) values[i] = -values[i] + 0.3f;
                return values;
            }
        }

        public HoverMaps Maps { get; }

        public HoverTruth Truth { get; }

        public IReadOnlyList<LossTerm> Terms(HoverNetLossOptions options) => new HoverNetLoss(options).Terms(Maps, Truth);

        public (double Value, Dictionary<string, float[]> Gradients) Run(Value loss, PlanOptions? options = null)
        {
            using var context = new ComputeContext(1);
            var names = _predictions.Keys.ToList();
            var gradients = Differentiator.Gradients(loss, [.. names.Select(name => _predictions[name])]);
            using var plan = Plan.Compile(context, [loss, .. gradients], options ?? new PlanOptions(Reference: true));
            foreach (var (input, data) in _data)
            {
                try
                {
                    data.CopyTo(plan.Input(input));
                }
                catch (ArgumentException)
                {
                    // Not every loss reads every input.
                }
            }
            plan.Run();
            var results = new Dictionary<string, float[]>();
            for (var i = 0; i < names.Count; i++) results.Add(names[i], plan.Output(1 + i).ToArray());
            return (plan.Output(0)[0], results);
        }

        private Value Add(string name, float[] nhwc)
        {
            var value = Value.Input(name, new Shape(Images, nhwc.Length / Pixels, Side, Side));
            _data.Add(value, ToNchw(nhwc));
            return value;
        }
    }
}
