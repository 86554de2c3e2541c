using System.Globalization;
using System.Text.Json;
using Karyon.Learning.Models;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Models;

/// <summary>The catalogue's figures against those counted in the originals' code, module by module (../shared/goldens/models/macs.json), and against papers.</summary>
public class NetworkCatalogTests
{
    public static TheoryData<string, string> Counted => new()
    {
        { "hovernet-fast", "hovernet-fast-6" }, { "hovernet-fast-untyped", "hovernet-fast-untyped" }, { "hovernet-original", "hovernet-original-5" },
        { "hoverunet-mit_b0", "unet-mit_b0" }, { "hoverunet-mit_b1", "unet-mit_b1" }, { "hoverunet-mit_b2", "unet-mit_b2" }, { "hoverunet-mit_b3", "unet-mit_b3" },
        { "unet-resnet34-mask", "unet-resnet34" }, { "uni2-h", "uni2h" }, { "uni2-uperhover", "uni2-uperhover" },
    };

    public static TheoryData<string> Published => [.. NetworkCatalog.Entries.Where(entry => entry.Published is not null).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Counted))]
    public void Products_are_those_of_the_original_by_kind_of_layer(string name, string id)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/models/macs.json")));
        var golden = document.RootElement.GetProperty(id);
        long Golden(string key) => golden.GetProperty(key).GetInt64();
        using var network = Entry(name).Create();
        var cost = network.Cost();
        var layers = cost.Layers;
        Assert.Equal(Golden("input"), network.SidePx);
        Assert.Equal(Golden("parameters"), network.ParameterCount);
        Assert.Equal((Golden("conv"), Golden("linear"), Golden("attention")), (layers.Convolutions, layers.Linears, layers.Attention));
        Assert.Equal(Golden("mac"), cost.MultiplyAccumulates);
        Assert.Equal(Golden("mac"), layers.MultiplyAccumulates);
        Assert.Equal((Golden("conv_bias_adds"), Golden("batch_norm_elements")), (layers.BiasedOutputs, layers.BatchNormElements));
        // The golden sees ReLUs that are modules, so not UperNet's, and no GELUs: those stand in the Mix Transformers alone.
        if (id != "uni2-uperhover" && !id.Contains("mit", StringComparison.Ordinal)) Assert.Equal(Golden("relu_elements"), layers.ActivationElements);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Parameters_and_multiply_accumulates_are_the_published_ones(string name)
    {
        var entry = Entry(name);
        using var network = entry.Create();
        Assert.Equal(entry.Published!.Parameters, network.ParameterCount);
        if (entry.Published.GigaMacs is { } printed)
            Assert.Equal(printed.ToString("0.00", CultureInfo.InvariantCulture), (network.Cost().Layers.CountedAsHoverUNet / 1e9).ToString("0.00", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_paper_s_two_figures_are_in_the_catalogue()
    {
        Assert.Equal(149.73, Entry("hovernet-fast").Published!.GigaMacs);
        Assert.Equal(10.63, Entry("hoverunet-mit_b3").Published!.GigaMacs);
    }

    [Fact]
    public void A_walk_over_the_largest_network_takes_no_memory_for_its_weights()
    {
        var before = Environment.WorkingSet;
        using var network = Entry("uni2-uperhover").Create();
        Assert.Equal(847_771_400, network.ParameterCount);
        Assert.NotEqual(0, network.Cost().MultiplyAccumulates);
        // The weights would be 3.2 GB.
        Assert.True(Environment.WorkingSet - before < 500L << 20, $"{(Environment.WorkingSet - before) >> 20} MiB more");
    }

    [Theory]
    [InlineData("hovernet-fast", 8, 207)]
    [InlineData("hovernet-original", 8, 303)]
    [InlineData("hoverunet-mit_b0", 32, null)]
    [InlineData("uni2-h", 14, null)]
    [InlineData("uni2-uperhover", 32, null)]
    public void Stride_and_receptive_field_are_read_off_the_graph(string name, int stride, int? field)
    {
        using var network = Entry(name).Create();
        var cost = network.Cost();
        Assert.Equal((stride, field), (cost.Stride, cost.ReceptiveField));
    }

    private static CatalogEntry Entry(string name) => NetworkCatalog.Entries.Single(entry => entry.Name == name);
}
