using System.Text.Json;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Checkpoints.Safetensors;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Tensors.Serialization;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Models;

public class MobileNetV2ClassifierTests
{
    private static readonly string[] StageNames = ["stride2 (features.1)", "stride4 (features.3)", "stride8 (features.6)", "stride16 (features.13)", "stride32 (features.17)"];

    public static TheoryData<string> Photographs => CheckImage.Names;

    [Theory]
    [MemberData(nameof(Photographs))]
    public void The_published_weights_see_in_each_photograph_what_the_reference_saw(string photograph)
    {
        var path = SharedFolder.Require("weights/mobilenet_v2/mobilenet_v2_1.0_224.safetensors");
        var expected = Expected(photograph);
        using var file = SafetensorsFile.Open(path);
        using var network = new MobileNetV2Classifier();
        new CheckpointTable { Network = "a classifier" }.Fill(network, SafetensorsCheckpoint.Of(path, file));
        Run(network, photograph, (outputs, plan) =>
        {
            for (var k = 0; k < StageNames.Length; k++)
                StageStatistics.AssertEqual(StageNames[k], expected.GetProperty("features").GetProperty(StageNames[k]), outputs.Stages[k].Shape, plan.Output(k), 1e-3);
            StageStatistics.AssertEqual("features.18", expected.GetProperty("features_18"), outputs.Last.Shape, plan.Output(5), 1e-3);
            var best = AssertTopFive(expected.GetProperty("top5_safetensors"), plan.Output(6), 1e-3);
            var logits = expected.GetProperty("logits_top5").EnumerateArray().Select(item => item.GetDouble()).ToArray();
            for (var k = 0; k < 5; k++) Assert.Equal(logits[k], plan.Output(6)[best[k]], 5e-3);
        });
    }

    [Theory]
    [MemberData(nameof(Photographs))]
    public void The_integer_weights_of_TensorFlow_Lite_see_in_each_photograph_what_the_reference_saw(string photograph)
    {
        var output = Path.Combine(Path.GetTempPath(), $"karyon-{Guid.NewGuid():N}.safetensors");
        try
        {
            CheckpointConverter.Convert(SharedFolder.Require("weights/mobilenet_v2/mobilenet_v2_1.0_224_quant.tflite"), output);
            using var file = SafetensorsFile.Open(output);
            using var network = new MobileNetV2Classifier();
            new CheckpointTable { Network = "a classifier" }.Fill(network, SafetensorsCheckpoint.Of(output, file));
            Run(network, photograph, (_, plan) =>
                AssertTopFive(Expected(photograph).GetProperty("top5_int8_tflite_weights_dequantised_float_activations"), plan.Output(6), 1e-3));
        }
        finally
        {
            File.Delete(output);
        }
    }

    [Fact]
    public void An_image_of_odd_sides_is_padded_on_both_sides_alike()
    {
        using var network = new MobileNetV2Classifier(10);
        var outputs = network.Forward(Value.Input("image", new Shape(2, 3, 45, 33)));
        Assert.Equal(new Shape(2, 10), outputs.Logits.Shape);
        Assert.Equal([new Shape(2, 16, 23, 17), new Shape(2, 24, 12, 9), new Shape(2, 32, 6, 5), new Shape(2, 96, 3, 3), new Shape(2, 320, 2, 2)], outputs.Stages.Select(stage => stage.Shape));
    }

    [Fact]
    public void It_has_the_parameters_of_the_paper()
    {
        // 3,504,872 of torchvision's network (1000 classes, norms' scale and shift in place of biases: 17,056 more), one more class, no norms.
        using var network = new MobileNetV2Classifier();
        Assert.Equal(3_504_872 + 1281 - 17_056, network.ParameterCount);
    }

    private static void Run(MobileNetV2Classifier network, string photograph, Action<ClassifierOutputs, Plan> check)
    {
        var planes = CheckImage.Planes(photograph);
        var image = Value.Input("image", new Shape(1, 3, 224, 224));
        network.Eval();
        var outputs = network.Forward(image);
        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, [.. outputs.Stages, outputs.Last, outputs.Logits], PlanOptions.Inference);
        planes.CopyTo(plan.Input(image));
        plan.Run();
        check(outputs, plan);
    }

    /// <summary>The five classes in order, with their probabilities.</summary>
    private static int[] AssertTopFive(JsonElement expected, ReadOnlySpan<float> logits, double tolerance)
    {
        var values = logits.ToArray();
        var top = values.Max();
        var sum = values.Sum(value => Math.Exp((double)value - top));
        int[] best = [.. Enumerable.Range(0, values.Length).OrderByDescending(k => values[k]).Take(5)];
        Assert.Equal(expected.EnumerateArray().Select(item => item.GetProperty("index").GetInt32()), best);
        for (var k = 0; k < 5; k++) Assert.Equal(expected[k].GetProperty("score").GetDouble(), Math.Exp((double)values[best[k]] - top) / sum, tolerance);
        return best;
    }

    private static JsonElement Expected(string photograph)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("weights/mobilenet_v2/checks/expected.json")));
        return document.RootElement.GetProperty("images").GetProperty(photograph).Clone();
    }
}
