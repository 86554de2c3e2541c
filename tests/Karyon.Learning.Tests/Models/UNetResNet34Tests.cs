using System.Text.Json;
using Karyon.Data.Arrays;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Models;

/// <summary>The U-Net of the yardstick against the original's outputs and gradients (../shared/goldens/README.md).</summary>
public class UNetResNet34Tests(ITestOutputHelper log)
{
    [Fact]
    public void Parameters_have_the_names_the_shapes_and_the_order_of_the_original()
    {
        var lines = File.ReadLines(SharedFolder.Require("goldens/models/unet-resnet34.names.txt"))
            .Where(line => !line.Contains("num_batches_tracked", StringComparison.Ordinal));
        using var network = Network();
        Assert.Equal(lines, network.Parameters().Select(parameter => $"{parameter.Name} f32 {string.Join('x', parameter.Tensor.Shape.Sizes.ToArray())}"));
        Assert.Equal(24_436_369, network.ParameterCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_small_image_gives_the_outputs_of_the_original(bool winograd) => CheckOutputs("small", "small_input_shape", "small_outputs", winograd);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_of_256_pixels_gives_the_outputs_of_the_original(bool winograd) => CheckOutputs("input", "input_shape", "outputs", winograd);

    [Theory]
    [InlineData("eval")]
    [InlineData("train")]
    public void Gradients_are_those_of_the_original(string mode)
    {
        using var document = Golden();
        var golden = document.RootElement.GetProperty("gradients").EnumerateArray().Single(item => item.GetProperty("mode").GetString() == mode);
        using var network = Network();
        network.Train(mode == "train");
        var shape = ShapeOf(golden.GetProperty("input_shape"));
        var image = Value.Input("image", shape);
        var output = network.Forward(image);
        var loss = (output * Value.Constant(GoldenRule.Signed("loss.out", output.Shape), output.Shape)).Mean();
        var parameters = network.TrainedParameters();
        var gradients = Differentiator.Gradients(loss, [.. parameters.Select(parameter => parameter.Value)]);

        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, [loss, output, .. gradients], PlanOptions.Training);
        GoldenRule.Image01("gradient", shape).CopyTo(plan.Input(image));
        plan.Run();

        Assert.Equal(golden.GetProperty("loss").GetDouble(), plan.Output(0)[0], 1e-5);
        CheckFirst(golden.GetProperty("outputs").GetProperty("out").GetProperty("first"), plan.Output(1), mode);
        double all = 0, worstNorm = 0, worstValue = 0;
        for (var k = 0; k < parameters.Count; k++)
        {
            var gradient = plan.Output(k + 2);
            var norm = Norm(gradient);
            all += norm * norm;
            if (!golden.GetProperty("parameters").TryGetProperty(parameters[k].Name, out var expected)) continue;
            var gap = Math.Abs(norm / expected.GetProperty("norm").GetDouble() - 1);
            worstNorm = Math.Max(worstNorm, gap);
            Assert.True(gap <= 2e-3, $"{parameters[k].Name}: norm {norm} instead of {expected.GetProperty("norm").GetDouble()}");
            worstValue = Math.Max(worstValue, CheckValues(parameters[k].Name, expected, gradient));
        }
        var whole = Math.Abs(Math.Sqrt(all) / golden.GetProperty("norm_of_all_gradients").GetDouble() - 1);
        log.WriteLine($"{mode}: worst norm {worstNorm:G3}, worst value {worstValue:G3} of the largest, norm of all {whole:G3}");
        Assert.True(whole <= 2e-3, $"norm of all gradients {Math.Sqrt(all)}");

        if (mode == "eval") return;
        plan.UpdateRunningStatistics();
        var statistics = golden.GetProperty("running_statistics_after_one_forward");
        var buffers = network.Parameters().ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        foreach (var item in statistics.EnumerateObject())
            CheckFirst(item.Value, buffers[item.Name].Tensor.Span, item.Name, 1e-5);
    }

    private void CheckOutputs(string inputName, string shapeKey, string outputsKey, bool winograd)
    {
        using var document = Golden();
        var root = document.RootElement;
        var shape = ShapeOf(root.GetProperty(shapeKey));
        var entry = root.GetProperty(outputsKey).GetProperty("out");
        var expected = NpyFile.Read(SharedFolder.Require($"goldens/models/{entry.GetProperty("file").GetString()}")).ToDoubles();
        var step = entry.TryGetProperty("step", out var stored) ? stored.GetInt32() : 1;

        using var network = Network();
        network.Eval();
        var image = Value.Input("image", shape);
        var output = network.Forward(image);
        Assert.Equal(ShapeOf(entry.GetProperty("shape")), output.Shape);
        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, [output], PlanOptions.Inference with { Winograd = winograd });
        GoldenRule.Image01(inputName, shape).CopyTo(plan.Input(image));
        plan.Run();

        var actual = plan.Output(0);
        Assert.Equal((actual.Length + step - 1) / step, expected.Length);
        double worst = 0, largest = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(actual[i * step] - expected[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }
        var gap = root.GetProperty("largest_gap_of_float32").GetProperty("out").GetDouble();
        var tolerance = winograd ? 1e-4 * largest : 10 * gap;
        log.WriteLine($"{inputName}, {(winograd ? "Winograd" : "direct")}: largest difference {worst:G3} = {worst / gap:F2} of the original's float32 gap, {worst / largest:G3} of the largest value");
        Assert.True(worst <= tolerance, $"largest difference {worst:G4}, tolerance {tolerance:G4}");
    }

    private static UNet Network()
    {
        var network = new UNet(new ResNetEncoder([3, 4, 6, 3]), [256, 128, 64, 32, 16], 1);
        foreach (var parameter in network.Parameters()) GoldenRule.Tensor(parameter.Name, parameter.Tensor.Shape).CopyTo(parameter.Tensor.Span);
        return network;
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
        Assert.True(worst <= 5e-2, $"{name}: a value is off by {worst:G3} of the largest");
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

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/models/unet-resnet34.json")));

    private static Shape ShapeOf(JsonElement sizes) => new([.. sizes.EnumerateArray().Select(size => size.GetInt32())]);
}
