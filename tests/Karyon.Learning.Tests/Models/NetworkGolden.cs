using System.Text.Json;
using Karyon.Data.Arrays;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Models;

/// <summary>A network of the originals (../shared/goldens/models): its names, outputs and gradients, and the weights that give them.</summary>
internal sealed class NetworkGolden : IDisposable
{
    private const double NormTolerance = 2e-3, ValueTolerance = 5e-2, WinogradTolerance = 1e-4, UnstatedTolerance = 4e-5;
    private readonly string _id;
    private readonly JsonDocument _document;
    private readonly ITestOutputHelper _log;

    /// <summary>Opens a golden; the test is skipped where there is none.</summary>
    public NetworkGolden(string id, ITestOutputHelper log)
    {
        (_id, _log) = (id, log);
        _document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require($"goldens/models/{id}.json")));
    }

    private JsonElement Root => _document.RootElement;

    /// <summary>Gives a network the golden's weights.</summary>
    public static T Fill<T>(T network) where T : Module
    {
        foreach (var parameter in network.Parameters()) GoldenRule.Tensor(parameter.Name, parameter.Tensor.Shape).CopyTo(parameter.Tensor.Span);
        return network;
    }

    /// <summary>Fails unless names, shapes and number of parameters are the original's.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ordered">Whether the order must be the original's too.</param>
    /// <param name="ignored">Entries of the original that ours does without.</param>
    public void CheckNames(Module network, bool ordered = true, params string[] ignored)
    {
        var expected = File.ReadLines(SharedFolder.Require($"goldens/models/{_id}.names.txt"))
            .Where(line => !line.Contains("num_batches_tracked", StringComparison.Ordinal) && !ignored.Contains(line.Split(' ')[0])).ToArray();
        var actual = network.Parameters().Select(parameter => $"{parameter.Name} f32 {string.Join('x', parameter.Tensor.Shape.Sizes.ToArray())}").ToArray();
        if (!ordered) (expected, actual) = ([.. expected.Order(StringComparer.Ordinal)], [.. actual.Order(StringComparer.Ordinal)]);
        Assert.Equal(expected, actual);
        Assert.Equal(Root.GetProperty("parameters").GetInt64(), network.ParameterCount);
    }

    /// <summary>Fails unless the outputs for an input are the original's.</summary>
    /// <param name="network">The network; its mode is set.</param>
    /// <param name="forward">Writes it down: outputs by name.</param>
    /// <param name="input">Elements of the input, by name of the input and shape.</param>
    /// <param name="prefix">Nothing, or <c>small_</c>: which input.</param>
    /// <param name="winograd">Whether Winograd computes.</param>
    public void CheckOutputs(Module network, Func<Value, IReadOnlyDictionary<string, Value>> forward, Func<string, Shape, float[]> input, string prefix, bool winograd)
    {
        var shape = ShapeOf(Root.GetProperty($"{prefix}input_shape"));
        CheckOutputs(network, shape, prefix.Length == 0 ? "input" : prefix.TrimEnd('_'), forward, input, $"{prefix}outputs", winograd);
    }

    /// <summary>As the other, for an input that the golden names in words.</summary>
    public void CheckOutputs(Module network, Shape shape, string inputName, Func<Value, IReadOnlyDictionary<string, Value>> forward, Func<string, Shape, float[]> input, string outputsKey = "outputs", bool winograd = true)
    {
        network.Eval();
        var image = Value.Input("image", shape);
        var outputs = forward(image);
        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, [.. outputs.Values], PlanOptions.Inference with { Winograd = winograd });
        input(inputName, shape).CopyTo(plan.Input(image));
        plan.Run();
        var index = 0;
        foreach (var (name, value) in outputs) CheckOutput(Root.GetProperty(outputsKey).GetProperty(name), $"{inputName}: {name}", name, value.Shape, plan.Output(index++), winograd);
    }

    /// <summary>Fails unless loss, outputs, gradients and running statistics are the original's.</summary>
    /// <param name="network">The network; its mode is set.</param>
    /// <param name="forward">Writes it down: outputs by name.</param>
    /// <param name="input">Elements of the input, by name of the input and shape.</param>
    /// <param name="inputName">Name of the input.</param>
    /// <param name="mode">eval or train.</param>
    /// <param name="inDouble">
    /// Whether gradients are computed by the twins in double: where an input of a ReLU lies so near 0 that float32 gives it the other sign, as it does in some
    /// float32 runs of the original too.
    /// </param>
    public void CheckGradients(Module network, Func<Value, IReadOnlyDictionary<string, Value>> forward, Func<string, Shape, float[]> input, string inputName, string mode, bool inDouble = false)
    {
        var golden = Root.GetProperty("gradients").EnumerateArray().Single(item => item.GetProperty("mode").GetString() == mode);
        network.Train(mode == "train");
        var shape = ShapeOf(golden.GetProperty("input_shape"));
        var image = Value.Input("image", shape);
        var outputs = forward(image);
        Value? loss = null;
        foreach (var (name, output) in outputs)
        {
            var term = (output * Value.Constant(GoldenRule.Signed($"loss.{name}", output.Shape), output.Shape)).Mean();
            loss = loss is null ? term : loss + term;
        }
        var parameters = network.TrainedParameters();
        var gradients = Differentiator.Gradients(loss!, [.. parameters.Select(parameter => parameter.Value)]);

        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, [loss!, .. outputs.Values, .. gradients], PlanOptions.Training);
        input(inputName, shape).CopyTo(plan.Input(image));
        plan.Run();

        Assert.Equal(golden.GetProperty("loss").GetDouble(), plan.Output(0)[0], 1e-5);
        var index = 1;
        foreach (var (name, _) in outputs) CheckFirst(golden.GetProperty("outputs").GetProperty(name).GetProperty("first"), plan.Output(index++), $"{mode} {name}");
        double all = 0, worstNorm = 0, worstValue = 0;
        var twins = inDouble ? new ReferenceInterpreter<double>(new Dictionary<Value, double[]> { [image] = Array.ConvertAll(input(inputName, shape), element => (double)element) }) : null;
        for (var k = 0; k < parameters.Count; k++)
        {
            var parameter = parameters[k];
            var gradient = twins is null ? plan.Output(index + k) : Array.ConvertAll(twins.Evaluate(gradients[k]!), element => (float)element);
            var norm = Norm(gradient);
            all += norm * norm;
            if (!golden.GetProperty("parameters").TryGetProperty(parameter.Name, out var expected)) continue;
            var gap = Math.Abs(norm / expected.GetProperty("norm").GetDouble() - 1);
            worstNorm = Math.Max(worstNorm, gap);
            worstValue = Math.Max(worstValue, CheckValues(parameter.Name, expected, gradient));
            Assert.True(gap <= NormTolerance, $"{parameter.Name}: norm {norm} instead of {expected.GetProperty("norm").GetDouble()}");
        }
        var whole = Math.Abs(Math.Sqrt(all) / golden.GetProperty("norm_of_all_gradients").GetDouble() - 1);
        _log.WriteLine($"{_id} {mode}: worst norm {worstNorm:G3}, worst value {worstValue:G3} of the largest, norm of all {whole:G3}");
        Assert.True(whole <= NormTolerance, $"norm of all gradients {Math.Sqrt(all)}");

        if (!golden.TryGetProperty("running_statistics_after_one_forward", out var statistics)) return;
        plan.UpdateRunningStatistics();
        var buffers = network.Parameters().ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        foreach (var item in statistics.EnumerateObject()) CheckFirst(item.Value, buffers[item.Name].Tensor.Span, item.Name, 1e-5);
    }

    public void Dispose() => _document.Dispose();

    private void CheckOutput(JsonElement entry, string what, string name, Shape shape, ReadOnlySpan<float> actual, bool winograd)
    {
        var expected = NpyFile.Read(SharedFolder.Require($"goldens/models/{entry.GetProperty("file").GetString()}")).ToDoubles();
        var step = entry.TryGetProperty("step", out var stored) ? stored.GetInt32() : 1;
        Assert.Equal(ShapeOf(entry.GetProperty("shape")), shape);
        Assert.Equal((actual.Length + step - 1) / step, expected.Length);
        double worst = 0, largest = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(actual[i * step] - expected[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }
        var gap = Root.TryGetProperty("largest_gap_of_float32", out var gaps) && gaps.TryGetProperty(name, out var number) ? number.GetDouble() : UnstatedTolerance / 10 * largest;
        var tolerance = winograd ? WinogradTolerance * largest : 10 * gap;
        _log.WriteLine($"{_id} {what}, {(winograd ? "Winograd" : "direct")}: largest difference {worst:G3} = {worst / gap:F2} of the original's float32 gap, {worst / largest:G3} of the largest value");
        Assert.True(worst <= tolerance, $"{what}: largest difference {worst:G4}, tolerance {tolerance:G4}");
    }

    /// <summary>Listed values of a gradient, as shares of the largest listed one.</summary>
    private static double CheckValues(string name, JsonElement expected, ReadOnlySpan<float> gradient)
    {
        var first = expected.GetProperty("first").EnumerateArray().Select(item => item.GetDouble()).ToArray();
        var spread = expected.GetProperty("spread").EnumerateArray().Select(item => item.GetDouble()).ToArray();
        var largest = first.Concat(spread).Max(Math.Abs);
        var worst = 0.0;
        for (var i = 0; i < first.Length; i++) worst = Math.Max(worst, Math.Abs(gradient[i] - first[i]) / largest);
        for (var i = 0; i < spread.Length; i++) worst = Math.Max(worst, Math.Abs(gradient[(int)((long)i * gradient.Length / 16)] - spread[i]) / largest);
        Assert.True(worst <= ValueTolerance, $"{name}: a value is off by {worst:G3} of the largest");
        return worst;
    }

    private static void CheckFirst(JsonElement expected, ReadOnlySpan<float> actual, string what, double tolerance = 6.2e-5)
    {
        var i = 0;
        foreach (var item in expected.EnumerateArray())
        {
            Assert.True(Math.Abs(item.GetDouble() - actual[i]) <= tolerance, $"{what}[{i}]: {actual[i]} instead of {item.GetDouble()}");
            i++;
        }
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += (double)value * value;
        return Math.Sqrt(sum);
    }

    private static Shape ShapeOf(JsonElement sizes) => new([.. sizes.EnumerateArray().Select(size => size.GetInt32())]);
}
