using Karyon.Learning.Models;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Tests.Models;

/// <summary>The U-Net of the yardstick against the original's outputs and gradients (../shared/goldens/README.md).</summary>
public class UNetResNet34Tests(ITestOutputHelper log)
{
    [Fact]
    public void Parameters_have_the_names_the_shapes_and_the_order_of_the_original()
    {
        using var golden = new NetworkGolden("unet-resnet34", log);
        using var network = Network();
        golden.CheckNames(network);
        Assert.Equal(24_436_369, network.ParameterCount);
    }

    [Theory]
    [InlineData("small_", false)]
    [InlineData("small_", true)]
    [InlineData("", false)]
    [InlineData("", true)]
    public void Outputs_are_those_of_the_original(string input, bool winograd)
    {
        using var golden = new NetworkGolden("unet-resnet34", log);
        using var network = NetworkGolden.Fill(Network());
        golden.CheckOutputs(network, image => Forward(network, image), GoldenRule.Image01, input, winograd);
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("train")]
    public void Gradients_are_those_of_the_original(string mode)
    {
        using var golden = new NetworkGolden("unet-resnet34", log);
        using var network = NetworkGolden.Fill(Network());
        golden.CheckGradients(network, image => Forward(network, image), GoldenRule.Image01, "gradient", mode);
    }

    private static UNet Network() => new(new ResNetEncoder([3, 4, 6, 3]), [256, 128, 64, 32, 16], 1);

    private static Dictionary<string, Value> Forward(UNet network, Value image) => new() { ["out"] = network.Forward(image) };
}
