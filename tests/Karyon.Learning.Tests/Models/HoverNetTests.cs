using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Tests.Models;

/// <summary>HoVer-Net against the original's outputs and gradients (../shared/goldens/README.md).</summary>
public class HoverNetTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("hovernet-fast-6", 37_639_626)]
    [InlineData("hovernet-original-5", 54_744_457)]
    [InlineData("hovernet-original-untyped", 45_028_676)]
    public void Parameters_have_the_names_and_shapes_of_the_original(string id, int count)
    {
        using var golden = new NetworkGolden(id, log);
        using var network = Network(id);
        golden.CheckNames(network, ordered: false, "upsample2x.unpool_mat");
        Assert.Equal(count, network.ParameterCount);
    }

    [Theory]
    [InlineData("hovernet-fast-6", false)]
    [InlineData("hovernet-fast-6", true)]
    [InlineData("hovernet-original-5", false)]
    [InlineData("hovernet-original-5", true)]
    [InlineData("hovernet-original-untyped", false)]
    [InlineData("hovernet-original-untyped", true)]
    public void A_small_image_gives_the_outputs_of_the_original(string id, bool winograd) => CheckOutputs(id, "small_", winograd);

    [Theory]
    [InlineData("hovernet-fast-6", false)]
    [InlineData("hovernet-fast-6", true)]
    [InlineData("hovernet-original-5", false)]
    [InlineData("hovernet-original-5", true)]
    [InlineData("hovernet-original-untyped", false)]
    [InlineData("hovernet-original-untyped", true)]
    public void An_image_of_the_usual_size_gives_the_outputs_of_the_original(string id, bool winograd) => CheckOutputs(id, "", winograd);

    [Theory]
    [InlineData("eval")]
    [InlineData("train")]
    public void Gradients_are_those_of_the_original(string mode)
    {
        using var golden = new NetworkGolden("hovernet-fast-6", log);
        using var network = NetworkGolden.Fill(Network("hovernet-fast-6"));
        golden.CheckGradients(network, image => Forward(network, image), GoldenRule.Image255, "small", mode);
    }

    [Theory]
    [InlineData("fast", 256, 256, true)]
    [InlineData("fast", 92, 96, false)]
    [InlineData("fast", 100, 101, false)]
    [InlineData("original", 270, 206, true)]
    [InlineData("original", 256, 270, false)]
    public void Sides_are_checked_and_the_message_says_what_to_pad_to(string variant, int height, int width, bool fits)
    {
        using var network = new HoverNet(variant == "fast" ? HoverNetVariant.Fast : HoverNetVariant.Original, 0);
        var image = Value.Input("image", new Shape(1, 3, height, width));
        if (fits)
        {
            Assert.Equal(new Shape(1, 2, height - network.Variant.Margin, width - network.Variant.Margin), network.Forward(image).Np.Shape);
            return;
        }
        var error = Assert.Throws<ArgumentException>(() => network.Forward(image));
        Assert.Contains($"pad to {network.Variant.NextSide(width)} x {network.Variant.NextSide(height)}", error.Message, StringComparison.Ordinal);
        Assert.True(network.Variant.Accepts(network.Variant.NextSide(width)) && network.Variant.NextSide(width) >= width);
    }

    private void CheckOutputs(string id, string input, bool winograd)
    {
        using var golden = new NetworkGolden(id, log);
        using var network = NetworkGolden.Fill(Network(id));
        golden.CheckOutputs(network, image => Forward(network, image), GoldenRule.Image255, input, winograd);
    }

    private static HoverNet Network(string id) => new(id.Contains("fast") ? HoverNetVariant.Fast : HoverNetVariant.Original, id[^1] switch { '6' => 6, '5' => 5, _ => 0 });

    private static Dictionary<string, Value> Forward(HoverNet network, Value image)
    {
        var maps = network.Forward(image);
        var named = new Dictionary<string, Value>();
        if (maps.Tp is { } types) named["tp"] = types;
        named["np"] = maps.Np;
        named["hv"] = maps.Hv;
        return named;
    }
}
