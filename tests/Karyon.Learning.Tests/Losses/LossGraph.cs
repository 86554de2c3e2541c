using System.Globalization;
using System.Text.Json;
using Karyon.Data.Arrays;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Losses;

/// <summary>Inputs of a loss with their elements, and how it is held against the stored figures of <c>goldens/losses</c>.</summary>
internal sealed class LossGraph
{
    public const int Images = 2, Side = 32, Types = 6, Pixels = Images * Side * Side;

    private readonly Dictionary<Value, float[]> _data = new(ReferenceEqualityComparer.Instance);

    /// <summary>The plans a loss is run by: the twins that define the bits, and the kernels of training.</summary>
    public static IReadOnlyList<PlanOptions> Plans { get; } = [new(Reference: true), PlanOptions.Training];

    /// <summary>An input of images of 32 x 32 px, channels first.</summary>
    public Value Add(string name, float[] elements) => Add(name, new Shape(Images, elements.Length / Pixels, Side, Side), elements);

    /// <summary>An input of any shape.</summary>
    public Value Add(string name, Shape shape, params float[] elements)
    {
        var value = Value.Input(name, shape);
        _data.Add(value, elements);
        return value;
    }

    /// <summary>The elements of an input, to be changed between runs.</summary>
    public float[] this[Value input] => _data[input];

    /// <summary>A loss and its gradients with regard to some inputs.</summary>
    public (double Value, float[][] Gradients) Run(Value loss, PlanOptions options, params Value[] wanted)
    {
        using var context = new ComputeContext(1);
        var gradients = Differentiator.Gradients(loss, wanted);
        using var plan = Plan.Compile(context, [loss, .. gradients], options);
        foreach (var input in Inputs([loss, .. gradients])) _data[input].CopyTo(plan.Input(input));
        plan.Run();
        return (plan.Output(0)[0], [.. wanted.Select((_, i) => plan.Output(1 + i).ToArray())]);
    }

    public double Run(Value loss) => Run(loss, Plans[0]).Value;

    /// <summary>Holds a loss and its gradient against the goldens: 1e-5 of the value, 1e-5 of the gradient's largest entry.</summary>
    public void AssertGolden(string group, string golden, string gradientFile, Value loss, Value prediction)
    {
        var expected = NpyFile.Read(Path.Combine(SharedFolder.Require("goldens/losses"), gradientFile)).ToDoubles();
        var largest = expected.Max(Math.Abs);
        double value = Number(group, golden), worstValue = 0, worstGradient = 0;
        foreach (var options in Plans)
        {
            var (actual, gradients) = Run(loss, options, prediction);
            Assert.Equal(expected.Length, gradients[0].Length);
            worstValue = Math.Max(worstValue, Math.Abs(actual - value) / Math.Abs(value));
            for (var i = 0; i < expected.Length; i++) worstGradient = Math.Max(worstGradient, Math.Abs(gradients[0][i] - expected[i]) / largest);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group} {golden}: value {worstValue:E1}, gradient {worstGradient:E1}"));
        Assert.True(worstValue <= 1e-5 && worstGradient <= 1e-5, $"{golden}: value off by {worstValue:E2}, gradient by {worstGradient:E2}");
    }

    /// <summary>Holds a value against a golden.</summary>
    public void AssertGolden(double expected, Value loss) => Assert.Equal(expected, Run(loss), 1e-5 * Math.Abs(expected));

    /// <summary>
    /// Holds the gradient against differences of the loss itself, along the gradient and along another direction; in single precision to
    /// a few parts in a thousand.
    /// </summary>
    public void AssertGradient(Value loss, Value prediction, float step = 1f / 64)
    {
        var point = (float[])_data[prediction].Clone();
        var gradient = Run(loss, Plans[0], prediction).Gradients[0];
        var norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.True(norm > 0);
        var other = GoldenRule.Signed("loss.direction", new Shape(point.Length));
        float[] along = [.. gradient.Select(g => (float)(g / norm))];
        float[] aside = [.. other.Zip(gradient, (o, g) => (float)((Math.Sign(g) * Math.Abs(o) + 0.1 * o) / Math.Sqrt(point.Length)))];
        foreach (var direction in new[] { along, aside })
        {
            var slope = 0.0;
            for (var i = 0; i < point.Length; i++) slope += (double)gradient[i] * direction[i];
            Assert.Equal(slope, (At(step, direction) - At(-step, direction)) / (2 * step), 5e-3 * Math.Abs(slope));
        }
        point.CopyTo(_data[prediction], 0);

        double At(float t, float[] direction)
        {
            for (var i = 0; i < point.Length; i++) _data[prediction][i] = point[i] + t * direction[i];
            return Run(loss);
        }
    }

    /// <summary>A figure of <c>losses.json</c>, e.g. <c>terms/student \/ hv mse</c>.</summary>
    public static double Number(string group, params ReadOnlySpan<string> path)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedFolder.Require("goldens/losses"), "losses.json")));
        var element = json.RootElement.GetProperty(group);
        foreach (var name in path) element = element.GetProperty(name);
        return element.GetDouble();
    }

    /// <summary>Labels as one-hot images, channels first; nothing is set where the label is no channel.</summary>
    public static float[] OneHot(int[] labels, int channels)
    {
        var result = new float[channels * Pixels];
        for (var i = 0; i < Pixels; i++)
            if (labels[i] < channels) result[At(i, labels[i], channels)] = 1;
        return result;
    }

    /// <summary>Where a pixel, counted over all images, lies in a channel.</summary>
    public static int At(int pixel, int channel, int channels) => (pixel / (Side * Side) * channels + channel) * Side * Side + pixel % (Side * Side);

    private static HashSet<Value> Inputs(IEnumerable<Value> roots)
    {
        var seen = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Value>(roots);
        while (open.TryPop(out var value))
            if (seen.Add(value))
                foreach (var input in value.Inputs) open.Push(input);
        seen.RemoveWhere(value => value.Operation is not Input);
        return seen;
    }
}
