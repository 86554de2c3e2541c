using Karyon.Learning.Models;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Tests.Models;

/// <summary>HoVer-UNet's students against the original's outputs and gradients (../shared/goldens/README.md).</summary>
public class UNetMixTransformerTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData(0, 5_550_794)]
    [InlineData(1, 16_433_450)]
    [InlineData(2, 27_478_314)]
    [InlineData(3, 47_354_154)]
    public void Parameters_have_the_names_and_shapes_of_the_original(int size, int count)
    {
        using var golden = new NetworkGolden($"unet-mit_b{size}", log);
        using var network = Network(size);
        golden.CheckNames(network, ordered: false);
        Assert.Equal(count, network.ParameterCount);
    }

    [Theory]
    [InlineData(0, "small_", false)]
    [InlineData(0, "small_", true)]
    [InlineData(1, "small_", false)]
    [InlineData(1, "small_", true)]
    [InlineData(2, "small_", false)]
    [InlineData(2, "small_", true)]
    [InlineData(3, "small_", false)]
    [InlineData(3, "small_", true)]
    [InlineData(0, "", false)]
    [InlineData(0, "", true)]
    [InlineData(1, "", false)]
    [InlineData(1, "", true)]
    [InlineData(2, "", false)]
    [InlineData(2, "", true)]
    [InlineData(3, "", false)]
    [InlineData(3, "", true)]
    public void Outputs_are_those_of_the_original(int size, string input, bool winograd)
    {
        using var golden = new NetworkGolden($"unet-mit_b{size}", log);
        using var network = NetworkGolden.Fill(Network(size));
        golden.CheckOutputs(network, image => Forward(network, image), GoldenRule.Image01, input, winograd);
    }

    [Theory]
    [InlineData(0, "eval")]
    [InlineData(0, "train")]
    [InlineData(3, "train")]
    [InlineData(3, "eval")]
    public void Gradients_are_those_of_the_original(int size, string mode)
    {
        using var golden = new NetworkGolden($"unet-mit_b{size}", log);
        using var network = NetworkGolden.Fill(Network(size));
        golden.CheckGradients(network, image => Forward(network, image), GoldenRule.Image01, "gradient", mode, inDouble: size == 0 && mode == "train");
    }

    /// <summary>The goldens in train mode were recorded without drop path.</summary>
    private static UNet Network(int size) => new(new MixTransformerEncoder(MixTransformerSize.All[size] with { DropPath = 0 }), [256, 128, 64, 32, 16], 10);

    private static Dictionary<string, Value> Forward(UNet network, Value image) => new() { ["out"] = network.Forward(image) };
}
