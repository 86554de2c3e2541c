using Karyon.Core.Rasters;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;
using Karyon.Learning.Models;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Tests.Inference;

public class NetworkPredictorTests
{
    [Fact]
    public void One_and_two_threads_give_the_same_bits_and_nuclei()
    {
        using var network = Network();
        var image = Noise(96, 64);

        var (one, oneNuclei) = Run(network, image, threads: 1);
        var (two, twoNuclei) = Run(network, image, threads: 2);

        Assert.Equal(one, two);
        Assert.Equal(oneNuclei, twoNuclei);
        Assert.Contains(one, value => value is > 0 and < 1);
    }

    [Fact]
    public void Maps_are_probabilities_and_the_networks_mode_is_put_back()
    {
        using var network = Network(["a", "b"]);
        network.Train();
        using var context = new ComputeContext(1);
        using var predictor = new NetworkPredictor(context, network);
        var maps = new MapTile();

        predictor.Predict(Noise(32, 64), maps);

        Assert.True(network.Training);
        Assert.Equal((32, 64, 3), (maps.Width, maps.Height, maps.TypeChannels));
        Assert.All(maps.Probability.ToArray(), value => Assert.InRange(value, 0f, 1f));
        for (var i = 0; i < maps.Count; i++) Assert.Equal(1, maps.Type(0)[i] + maps.Type(1)[i] + maps.Type(2)[i], 1e-5f);
    }

    [Fact]
    public void Options_that_are_left_open_are_the_models()
    {
        using var network = new HoverUNet(new NetworkDescription { Threshold = 0.4, MinimumAreaPx = 17, Widths = [8, 8, 8, 8, 8] });
        using var context = new ComputeContext(1);

        using var open = new Segmenter(context, network);
        using var given = new Segmenter(context, network, new SegmentationOptions { Threshold = 0.6, MinimumAreaPx = 3 });

        Assert.Equal((0.4, 17), (open.Options.Threshold, open.Options.MinimumAreaPx));
        Assert.Equal((0.6, 3), (given.Options.Threshold, given.Options.MinimumAreaPx));
    }

    [Theory]
    [InlineData("fast", 46)]
    [InlineData("original", 96)]
    public void A_network_of_valid_convolutions_leaves_a_margin_empty_that_lies_in_the_context(string form, int margin)
    {
        using var network = new HoverNet(form == "fast" ? HoverNetVariant.Fast : HoverNetVariant.Original, 3);
        network.Initialize(3);
        network.Eval();
        using var context = new ComputeContext(2);
        using var predictor = new NetworkPredictor(context, network);
        var (image, maps) = (Noise(224, 256), new MapTile());

        predictor.Predict(image, maps);

        // The network itself on the tile without the pixels that it cannot take.
        var trim = network.TrimPx;
        var value = Tensors.Operations.Value.Input("image", new Tensors.Shape(1, 3, 256 - 2 * trim, 224 - 2 * trim));
        var whole = network.Forward(value);
        using var plan = Plan.Compile(context, [whole.Np.Softmax(1), whole.Hv], PlanOptions.Inference);
        var planes = plan.Input(value);
        for (var y = 0; y < 256 - 2 * trim; y++)
            for (var x = 0; x < 224 - 2 * trim; x++)
            {
                var pixel = image[y + trim, x + trim];
                var at = y * (224 - 2 * trim) + x;
                (planes[at], planes[planes.Length / 3 + at], planes[2 * planes.Length / 3 + at]) = (pixel.R, pixel.G, pixel.B);
            }
        plan.Run();
        int width = 224 - 2 * margin, height = 256 - 2 * margin;
        Assert.Equal((margin, width * height), (predictor.MarginPx, plan.Output(0).Length / 2));
        for (var y = 0; y < 256; y++)
            for (var x = 0; x < 224; x++)
            {
                int column = x - margin, row = y - margin;
                var inside = column >= 0 && row >= 0 && column < width && row < height;
                Assert.Equal(inside ? plan.Output(0)[width * height + row * width + column] : 0, maps.Probability[y * 224 + x]);
                Assert.Equal(inside ? plan.Output(1)[row * width + column] : 0, maps.Horizontal[y * 224 + x]);
            }
        using var segmenter = new Segmenter(context, network, new SegmentationOptions { ContextPx = 64, BorderPx = 32 });
        Assert.True(segmenter.Options.BorderPx >= margin && segmenter.Options.ContextPx > margin);
    }

    private static (float[] Maps, string[] Nuclei) Run(HoverUNet network, Raster<Rgb> image, int threads)
    {
        using var context = new ComputeContext(threads);
        using var predictor = new NetworkPredictor(context, network);
        var maps = new MapTile();
        predictor.Predict(image, maps);
        using var segmenter = new Segmenter(context, network, new SegmentationOptions { MinimumAreaPx = 0 });
        using var slide = new FlatImageSlide("noise", image);
        return (maps.All.ToArray(), [.. PaintedTissue.Shapes(segmenter.Segment(slide, 0.25).Nuclei)]);
    }

    private static HoverUNet Network(IReadOnlyList<string>? classes = null)
    {
        var network = new HoverUNet(new NetworkDescription { Widths = [8, 8, 8, 8, 8], Classes = classes ?? [] });
        network.Initialize(3);
        return network;
    }

    private static Raster<Rgb> Noise(int width, int height)
    {
        var image = new Raster<Rgb>(width, height);
        new Random(5).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.Pixels.AsSpan()));
        return image;
    }
}
