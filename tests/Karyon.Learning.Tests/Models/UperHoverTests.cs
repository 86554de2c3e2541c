using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Operations;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Models;

/// <summary>Vision transformer and UperNet heads against the goldens (../shared/goldens/README.md).</summary>
public class UperHoverTests(ITestOutputHelper log)
{
    private static readonly VisionTransformerSize SmallBackbone = new("small", 96, 2, 6, 256, Grid: 4);
    private static readonly UperHoverSize SmallSize = new(SmallBackbone with { Depth = 4, Grid = 16 }, [0, 1, 2, 3], [16, 32, 64, 128], 48, 6);

    [Fact]
    public void The_small_transformer_has_the_names_and_shapes_of_the_original()
    {
        using var golden = new NetworkGolden("uni2h-small", log);
        using var network = new VisionTransformer(SmallBackbone);
        golden.CheckNames(network, ordered: false);
    }

    [Fact]
    public void UNI2_h_has_the_names_and_shapes_of_the_original()
    {
        using var golden = new NetworkGolden("uni2h", log);
        using var network = new VisionTransformer(VisionTransformerSize.Uni2H);
        golden.CheckNames(network, ordered: false);
    }

    [Fact]
    public void The_small_transformer_gives_the_outputs_of_the_original()
    {
        using var golden = new NetworkGolden("uni2h-small", log);
        using var network = NetworkGolden.Fill(new VisionTransformer(SmallBackbone));
        golden.CheckOutputs(network, image => Tokens(network, image), Signed, "", winograd: true);
    }

    [Fact]
    public void Another_grid_resizes_the_position_embedding_as_the_original_does()
    {
        using var golden = new NetworkGolden("uni2h-small", log);
        using var network = NetworkGolden.Fill(new VisionTransformer(SmallBackbone));
        golden.CheckOutputs(network, new Shape(1, 3, 70, 84), "dynamic", image => new Dictionary<string, Value>
        {
            ["dynamic"] = AsTokens(network.Forward(image)),
            ["dynamic_pos_embed"] = AsTokens(network.PositionEmbedding(5, 6).Reshape(new Shape(1, 96, 1, 30))),
        }, Signed);
    }

    [Fact]
    public void Gradients_of_the_small_transformer_are_those_of_the_original()
    {
        using var golden = new NetworkGolden("uni2h-small", log);
        using var network = NetworkGolden.Fill(new VisionTransformer(SmallBackbone));
        golden.CheckGradients(network, image => new Dictionary<string, Value> { ["out"] = network.Pooled(network.Forward(image)) }, Signed, "input", "eval");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_small_network_gives_the_outputs_of_the_golden(bool winograd)
    {
        using var golden = new NetworkGolden("uperhover-small", log);
        using var network = NetworkGolden.Fill(new UperHover(SmallSize));
        golden.CheckNames(network, ordered: false);
        golden.CheckOutputs(network, image => Maps(network, image, full: true), Signed, "", winograd);
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("train")]
    public void Gradients_of_the_small_network_are_those_of_the_golden(string mode)
    {
        using var golden = new NetworkGolden("uperhover-small", log);
        using var network = NetworkGolden.Fill(new UperHover(SmallSize));
        golden.CheckGradients(network, image => Maps(network, image, full: false), Signed, "gradient", mode);
    }

    /// <summary>Takes 3 GB: each tensor is made by the rule when it is packed, and given back.</summary>
    [Fact]
    public void The_published_transformer_gives_the_outputs_of_the_original()
    {
        Assert.SkipWhen(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 6L << 30, "681 million parameters need 3 GB; this machine has less than 6 GB");
        using var golden = new NetworkGolden("uni2h", log);
        using var network = new VisionTransformer(VisionTransformerSize.Uni2H);
        foreach (var parameter in network.Parameters())
        {
            var (name, shape) = (parameter.Name, parameter.Tensor.Shape);
            parameter.Defer(to => GoldenRule.Tensor(name, shape).CopyTo(to));
        }
        Assert.Equal(681_394_176, network.ParameterCount);
        golden.CheckOutputs(network, image => Tokens(network, image), Signed, "", winograd: true);
        log.WriteLine($"peak memory {Environment.WorkingSet >> 20} MiB now, {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB at most");
    }

    [Fact]
    public void The_published_network_has_as_many_parameters_as_its_card_says()
    {
        using var golden = new NetworkGolden("uperhover-small", log);
        using var network = new UperHover(UperHoverSize.Uni2H);
        Assert.Equal(847_771_400, network.ParameterCount);
        var heads = network.Parameters().Where(parameter => !parameter.Name.StartsWith("backbone.", StringComparison.Ordinal)).Select(parameter => $"{parameter.Name} f32 {string.Join('x', parameter.Tensor.Shape.Sizes.ToArray())}");
        var expected = File.ReadLines(SharedFolder.Require("goldens/models/uperhover-full-heads.names.txt")).Where(line => !line.Contains("num_batches_tracked", StringComparison.Ordinal));
        Assert.Equal(expected.Order(StringComparer.Ordinal), heads.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_side_that_patches_do_not_divide_is_refused_with_what_to_pad_to()
    {
        using var network = new VisionTransformer(SmallBackbone);
        var error = Assert.Throws<ArgumentException>(() => network.Forward(Value.Input("image", new Shape(1, 3, 57, 56))));
        Assert.Contains("pad to 56 x 70", error.Message, StringComparison.Ordinal);
    }

    private static float[] Signed(string name, Shape shape) => GoldenRule.Signed(name, shape, 2);

    private static Dictionary<string, Value> Tokens(VisionTransformer network, Value image)
    {
        var tokens = network.Forward(image);
        return new() { ["tokens"] = AsTokens(tokens), ["pooled"] = network.Pooled(tokens) };
    }

    private static Dictionary<string, Value> Maps(UperHover network, Value image, bool full)
    {
        var maps = network.Forward(image);
        var named = new Dictionary<string, Value> { ["semantic"] = maps.Semantic, ["hv"] = maps.Hv };
        if (full) (named["semantic_224"], named["hv_224"]) = (maps.Semantic.ResizeBilinear(224, 224), maps.Hv.ResizeBilinear(224, 224));
        return named;
    }

    /// <summary>[N, C, 1, T] as [N, T, C].</summary>
    private static Value AsTokens(Value x) => x.Permute(0, 3, 1, 2).Reshape(new Shape(x.Shape[0], x.Shape[3], x.Shape[1]));
}
