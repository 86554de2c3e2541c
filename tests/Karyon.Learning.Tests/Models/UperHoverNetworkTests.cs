using Karyon.Core.Rasters;
using Karyon.Data.Slides;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Inference;
using Karyon.Learning.Models;
using Karyon.Learning.Tests.Checkpoints;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Tests.Models;

/// <summary>UperHover as a network of images: from pixels to nuclei.</summary>
public sealed class UperHoverNetworkTests(ITestOutputHelper log)
{
    private static readonly NetworkDescription Small = new()
    {
        Architecture = NetworkDescription.UperHoverArchitecture, Classes = ["a", "b", "c"],
        UperHover = new UperHoverSize(SmallUperHover.Transformer, [0, 1, 2, 3], [8, 12, 16, 24], 20, 4),
    };

    [Fact]
    public void From_pixels_to_maps_of_the_image_s_size_it_is_the_golden()
    {
        using var golden = new NetworkGolden("uperhover-small", log);
        var size = new UperHoverSize(new VisionTransformerSize("small", 96, 4, 6, 256), [0, 1, 2, 3], [16, 32, 64, 128], 48, 6);
        using var network = NetworkGolden.Fill(new UperHoverNetwork(Small with { UperHover = size, Classes = ["1", "2", "3", "4", "5"] }));
        golden.CheckNames(network, ordered: false);
        // The golden's input is normalised already: this is what the network makes it of.
        float[] mean = [0.485f, 0.456f, 0.406f], deviation = [0.229f, 0.224f, 0.225f];
        Value Pixels(Value input) =>
            (input * Value.Constant(deviation, new Shape(1, 3, 1, 1)) + Value.Constant(mean, new Shape(1, 3, 1, 1))) * Value.Constant([255f, 255, 255], new Shape(1, 3, 1, 1));
        golden.CheckOutputs(network, input => new Dictionary<string, Value> { ["hv_224"] = network.Activate(Pixels(input)).Distances }, static (name, shape) => GoldenRule.Signed(name, shape, 2), "", winograd: true);
    }

    [Fact]
    public void A_file_s_tensors_are_read_when_they_are_packed_and_give_the_same_maps()
    {
        using var place = new ScratchFolder();
        using var network = NetworkGolden.Fill(new UperHoverNetwork(Small));
        var path = Path.Combine(place.Path, "small.safetensors");
        using (var stream = File.Create(path)) NetworkFile.Save(stream, network);
        void OpenAlone() => File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
        using (var loaded = NetworkFile.Load(path))
        {
            Assert.Equal(Small.ToMetadata(), loaded.Description.ToMetadata());
            var tile = Noise(56, 56, 3);
            Assert.Equal(Maps(network, tile), Maps(loaded, tile));
            Assert.ThrowsAny<IOException>(OpenAlone);
        }
        OpenAlone();
    }

    [Fact]
    public void A_tensor_that_is_not_finite_is_told_when_it_is_read()
    {
        using var network = NetworkGolden.Fill(new UperHoverNetwork(Small));
        network.Parameters().Single(parameter => parameter.Name == "hv_head.bottleneck.conv.weight").Tensor.Span[5] = float.NaN;
        using var stream = new MemoryStream();
        NetworkFile.Save(stream, network);
        using var file = SafetensorsFile.FromBytes("network", stream.ToArray());
        using var loaded = NetworkFile.Load("network", file);
        Assert.Contains("tensor hv_head.bottleneck.conv.weight holds NaN", Assert.Throws<InvalidNetworkFileException>(() => Maps(loaded, Noise(56, 56, 3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_class_probabilities_of_a_pixel_are_whole_and_a_nucleus_is_what_background_leaves()
    {
        using var network = NetworkGolden.Fill(new UperHoverNetwork(Small));
        using var context = new ComputeContext(2);
        using var predictor = new NetworkPredictor(context, network);
        var maps = new MapTile();
        predictor.Predict(Noise(70, 56, 4), maps);
        Assert.Equal((70, 56, 4), (maps.Width, maps.Height, maps.TypeChannels));
        for (var i = 0; i < maps.Count; i++)
        {
            Assert.Equal(1, Enumerable.Range(0, 4).Sum(channel => maps.Type(channel)[i]), 1e-5);
            Assert.Equal(1 - maps.Type(0)[i], maps.Probability[i]);
        }
    }

    [Fact]
    public void An_image_is_segmented_the_same_for_any_number_of_threads()
    {
        using var network = NetworkGolden.Fill(new UperHoverNetwork(Small));
        var image = Noise(150, 101, 5);
        string[] Found(int threads)
        {
            using var context = new ComputeContext(threads);
            using var segmenter = new Segmenter(context, network);
            Assert.Equal((56, 14, 0, null), (segmenter.Options.TileSize, segmenter.Options.ContextPx, segmenter.Options.BorderPx, segmenter.Options.Threshold));
            using var slide = new FlatImageSlide("noise", image);
            var result = segmenter.Segment(slide, 0.25);
            Assert.Equal(new TileLayout(150, 101, 56, 56, 5, 3, 14, 0) { Step = 1 }, result.Tiles);
            return [.. result.Nuclei.Select(nucleus => $"{nucleus.Id} {nucleus.CentroidX:R} {nucleus.CentroidY:R} {nucleus.AreaPx} {nucleus.ClassIndex} {nucleus.Probability:R}")];
        }
        var found = Found(1);
        Assert.NotEmpty(found);
        Assert.Equal(found, Found(3));
    }

    [Theory]
    [InlineData(100, "multiple of 14 from 56 to 1120 (56 is")]
    [InlineData(42, "multiple of 14")]
    [InlineData(1134, "multiple of 14")]
    public void A_tile_that_patches_do_not_divide_is_refused(int tile, string reason)
    {
        using var network = new UperHoverNetwork(Small);
        using var context = new ComputeContext(1);
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new Segmenter(context, network, new SegmentationOptions { TileSize = tile })).Message, StringComparison.Ordinal);
        Assert.Contains("no threshold", Assert.Throws<ArgumentException>(() => new Segmenter(context, network, new SegmentationOptions { Threshold = 0.4 })).Message, StringComparison.Ordinal);
    }

    private static float[] Maps(NucleusNetwork network, Raster<Rgb> tile)
    {
        using var context = new ComputeContext(2);
        using var predictor = new NetworkPredictor(context, network);
        var maps = new MapTile();
        predictor.Predict(tile, maps);
        return maps.All.ToArray();
    }

    private static Raster<Rgb> Noise(int width, int height, int seed)
    {
        var image = new Raster<Rgb>(width, height);
        new Random(seed).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.Pixels.AsSpan()));
        return image;
    }
}
