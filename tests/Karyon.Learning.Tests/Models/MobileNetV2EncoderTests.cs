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

public class MobileNetV2EncoderTests
{
    public static TheoryData<string> Photographs => CheckImage.Names;

    [Theory]
    [MemberData(nameof(Photographs))]
    public void The_weights_with_batch_norms_give_the_features_of_the_reference(string photograph)
    {
        var path = SharedFolder.Require("weights/mobilenet_v2_bn/mobilenet_v2_bn.safetensors");
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("weights/mobilenet_v2_bn/checks/expected.json")));
        var expected = document.RootElement.GetProperty("expected").GetProperty(photograph);
        using var file = SafetensorsFile.Open(path);
        using var network = new MobileNetV2Encoder();
        new CheckpointTable { Network = "an encoder", Ignored = [IgnoredTensors.Others] }.Fill(network, SafetensorsCheckpoint.Of(path, file));

        var planes = CheckImage.Planes(photograph);
        for (var c = 0; c < 3; c++)
            for (var i = c * 224 * 224; i < (c + 1) * 224 * 224; i++) planes[i] = (planes[i] / 255 - network.Mean[c]) / network.Deviation[c];
        var image = Value.Input("image", new Shape(1, 3, 224, 224));
        network.Eval();
        var features = network.Forward(image).OfType<Value>().ToList();
        using var context = new ComputeContext(2);
        using var plan = Plan.Compile(context, features, PlanOptions.Inference);
        planes.CopyTo(plan.Input(image));
        plan.Run();
        string[] names = ["stride2 (features.1)", "stride4 (features.3)", "stride8 (features.6)", "stride16 (features.13)", "stride32 (features.17)"];
        for (var k = 0; k < names.Length; k++) StageStatistics.AssertEqual(names[k], expected.GetProperty(names[k]), features[k].Shape, plan.Output(k), 1e-3);
    }
}
