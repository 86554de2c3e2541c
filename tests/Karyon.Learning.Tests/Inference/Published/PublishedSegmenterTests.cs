using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;
using Karyon.Data.Codecs;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;
using Karyon.Learning.Inference.Published;
using Karyon.Learning.Models;
using Karyon.Learning.Tests.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Tests.Inference.Published;

public class PublishedSegmenterTests
{
    private static readonly string[] Classes = ["a", "b", "c", "d", "e"];

    /// <param name="architecture">The network.</param>
    /// <param name="every">Of so many windows one is run by hand: those of the original take a second each. How they are laid, all windows of all sizes show below.</param>
    [Theory]
    [InlineData("hovernet-fast", 1)]
    [InlineData("hovernet-original", 5)]
    [InlineData("unet-hover", 1)]
    public void Joined_maps_are_those_of_windows_run_one_by_one_and_laid_by_hand(string architecture, int every)
    {
        using var network = Network(architecture);
        using var context = new ComputeContext(2);
        using var segmenter = new PublishedSegmenter(new NetworkPredictor(context, network), PublishedGrid.For(network.Description));
        var image = Noise(300, 420, seed: 1);
        using var slide = new FlatImageSlide("noise", image);

        var joined = segmenter.Join(slide);

        var (p, h, v, types) = ByHand(context, network, image, architecture, every);
        var compared = 0;
        for (var i = 0; i < p.Length; i++)
        {
            if (float.IsNaN(p[i])) continue;
            compared++;
            Assert.Equal((p[i], h[i], v[i], types[i]), (joined.Probability[i], joined.Horizontal[i], joined.Vertical[i], joined.Classes[i]));
        }
        Assert.True(every == 1 ? compared == p.Length : compared > p.Length / every / 2, $"{compared} px were compared");
        Assert.True(types.Distinct().Count() > 1 && p.Distinct().Count() > 1000, "maps of one value would prove nothing");
    }

    public static TheoryData<string, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<string, int, int>();
            foreach (var architecture in (string[])["hovernet-fast", "hovernet-original", "unet-hover"])
                foreach (var (width, height) in ((int, int)[])[(1, 1), (1, 300), (2, 3), (17, 90), (80, 80), (164, 164), (164, 328), (240, 160), (256, 256), (257, 448), (640, 65)])
                    sizes.Add(architecture, width, height);
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Windows_of_an_image_of_any_size_see_it_padded_as_numpy_pads_and_are_laid_as_the_tool_lays_them(string architecture, int width, int height)
    {
        var image = Noise(width, height, seed: 2);
        var (input, output, _, isCentred) = Facts(architecture);
        // What a network needs beyond the tool's window must not move anything.
        foreach (var margin in (int[])[(input - output) / 2, (input - output) / 2 + 1])
        {
            var spy = new WindowSpy(margin);
            using var segmenter = new PublishedSegmenter(spy, PublishedGrid.For(new NetworkDescription { Architecture = architecture }));
            using var slide = new FlatImageSlide("noise", image);

            var joined = segmenter.Join(slide);

            var (padded, columns, rows, lead) = Padded(image, architecture);
            var windows = rows.SelectMany(y => columns.Select(x => (X: x, Y: y))).ToArray();
            Assert.Equal(windows.Length, spy.Seen.Count);
            var ring = margin - (input - output) / 2;
            for (var index = 0; index < windows.Length; index++)
                Assert.True(
                    NumpyPadding.Cut(padded, windows[index].X, windows[index].Y, input).Pixels.AsSpan().SequenceEqual(NumpyPadding.Cut(spy.Seen[index], ring, ring, input).Pixels),
                    $"window {index} sees other pixels");
            int side = output + 2 * margin, skip = isCentred ? 0 : (input - output) / 2;
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    // The padded place of the pixel, and the last window whose maps reach it.
                    int placeX = x + (isCentred ? lead.X : skip), placeY = y + (isCentred ? lead.Y : skip), inner = (input - output) / 2;
                    var last = Array.FindLastIndex(windows, window =>
                        placeX >= window.X + inner && placeX < window.X + inner + output && placeY >= window.Y + inner && placeY < window.Y + inner + output);
                    var at = y * width + x;
                    Assert.Equal((last + 1) * 1000 + placeX - windows[last].X + ring, joined.Horizontal[at]);
                    Assert.Equal(placeY - windows[last].Y + ring, joined.Vertical[at]);
                    Assert.Equal(image[y, x].R / 255f, joined.Probability[at]);
                    Assert.Equal(image[y, x].B % 3, joined.Classes[at]);
                }
            Assert.All(spy.Seen, tile => Assert.Equal((Math.Max(input, side), Math.Max(input, side)), (tile.Width, tile.Height)));
        }
    }

    [Theory]
    [InlineData("hovernet-fast")]
    [InlineData("hovernet-original")]
    [InlineData("unet-hover")]
    public void Where_maps_do_not_depend_on_windows_the_nuclei_are_those_of_the_whole_maps_in_no_more_memory_than_is_counted(string architecture)
    {
        const int width = 1500, height = 1300;
        var image = PaintedTissue.Paint(PaintedTissue.Discs(width, height, seed: 7, pitch: 15));
        var maps = new JoinedMaps(width, height, 0);
        for (var i = 0; i < image.Pixels.Length; i++) (maps.Probability[i], maps.Horizontal[i], maps.Vertical[i]) = PaintedTissue.Read(image.Pixels[i]);
        var decoder = new HoverDecoder(new HoverOptions { Normalization = HvNormalization.Published });
        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = decoder.DecodeNuclei(maps.View(), new HoverWorkspace());
        // Four fifths of the image are nuclei: no tissue needs more.
        var decoding = GC.GetAllocatedBytesForCurrentThread() - before - whole.Sum(nucleus => 150L + 12 * nucleus.Mask.Runs.Length);
        Assert.InRange(decoding + 12L * width * height, 0, JoinedMaps.Bytes(width, height, typed: false));
        using var segmenter = new PublishedSegmenter(new PaintedPredictor(), PublishedGrid.For(new NetworkDescription { Architecture = architecture }));
        using var slide = new FlatImageSlide("image", image);

        var nuclei = segmenter.Segment(slide).Nuclei;

        Assert.True(whole.Count > 3000);
        Assert.Equal(PaintedTissue.Shapes(whole), PaintedTissue.Shapes(nuclei.Recorded.Concat(nuclei.MapOnly)));
    }

    [Fact]
    public void Every_window_is_told_and_white_ones_go_through_the_network_too()
    {
        var spy = new WindowSpy(typeChannels: 0);
        using var segmenter = new PublishedSegmenter(spy, PublishedGrid.HoverUNet());
        using var slide = new WhiteSlide(500, 300);
        var told = new List<SegmentationProgress>();

        var result = segmenter.Segment(slide, new Listed(told.Add));

        Assert.Equal((3, 2), (result.Columns, result.Rows));
        Assert.Equal(6, spy.Seen.Count);
        Assert.Equal([1, 2, 3, 4, 5, 6, 6], told.Select(state => state.TilesDone));
        Assert.All(told, state => Assert.Equal(6, state.Tiles));
    }

    [Fact]
    public void Cancelling_stops_between_windows()
    {
        var spy = new WindowSpy();
        using var segmenter = new PublishedSegmenter(spy, PublishedGrid.HoverUNet());
        using var slide = new WhiteSlide(500, 300);
        using var source = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => segmenter.Segment(slide, new Listed(_ => source.Cancel()), source.Token));
        Assert.Single(spy.Seen);
    }

    [Fact]
    public void An_image_whose_maps_do_not_fit_is_refused_before_the_network_runs()
    {
        var spy = new WindowSpy();
        using var slide = new WhiteSlide(2000, 1000);
        var needed = 2000L * 1000 * 80 + (4 * 6 + 6) * 256 * 256 + 1000;
        using (var tight = new PublishedSegmenter(spy, PublishedGrid.HoverUNet(), needed - 1))
        {
            var fault = Assert.Throws<InvalidFileException>(() => tight.Segment(slide));
            Assert.Contains("2000 x 1000 px", fault.Message);
            Assert.Contains("--memory", fault.Message);
        }
        Assert.Empty(spy.Seen);
        using var fitting = new PublishedSegmenter(spy, PublishedGrid.HoverUNet(), needed);
        fitting.Join(slide);
        Assert.NotEmpty(spy.Seen);
        using var endless = new WhiteSlide(1 << 20, 1 << 20);
        using var unbounded = new PublishedSegmenter(spy, PublishedGrid.HoverUNet());
        Assert.Contains("crop", Assert.Throws<InvalidFileException>(() => unbounded.Join(endless)).Message);
    }

    [Fact]
    public void An_image_without_pixels_makes_an_empty_result()
    {
        using var segmenter = new PublishedSegmenter(new WindowSpy(), PublishedGrid.HoverNetFast);
        using var slide = new FlatImageSlide("none", new Raster<Rgb>(0, 0));

        var result = segmenter.Segment(slide);

        Assert.Empty(result.Nuclei.Recorded);
        Assert.Equal((0, 0), (result.Columns, result.Rows));
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.505, true)]
    [InlineData(0.25, false)]
    public void A_pixel_size_suits_within_two_percent(double micronsPerPixel, bool suits)
    {
        using var segmenter = new PublishedSegmenter(new WindowSpy(), PublishedGrid.HoverNetFast);
        Assert.Equal(suits, segmenter.FitsPixelSize(micronsPerPixel));
    }

    /// <summary>What the originals are told, in numbers.</summary>
    private static (int Input, int Output, int Step, bool IsCentred) Facts(string architecture) => architecture switch
    {
        "hovernet-fast" => (256, 164, 164, false),
        "hovernet-original" => (270, 80, 80, false),
        _ => (256, 256, 192, true),
    };

    /// <summary>The image as the tool pads it, and the corners of the windows in it.</summary>
    private static (Raster<Rgb> Image, int[] Columns, int[] Rows, (int X, int Y) Lead) Padded(Raster<Rgb> image, string architecture)
    {
        var (input, output, step, isCentred) = Facts(architecture);
        int Count(int size) => Math.Max(1, (int)Math.Ceiling((double)(size - output) / step) + 1);
        int[] Corners(int size) => [.. Enumerable.Range(0, Count(size)).Select(index => index * step)];
        (int Before, int After) Sides(int size)
        {
            if (!isCentred) return ((input - output) / 2, Count(size) * output + input - size);
            var missing = (Count(size) - 1) * step + input - size;
            return ((int)Math.Ceiling(missing / 2.0), missing / 2);
        }
        var (rows, columns) = (Sides(image.Height), Sides(image.Width));
        return (NumpyPadding.Pad(image, rows.Before, rows.After, columns.Before, columns.After), Corners(image.Width), Corners(image.Height), (columns.Before, rows.Before));
    }

    /// <summary>The maps as windows give them; NaN where a window was not run.</summary>
    private static (float[] Probability, float[] Horizontal, float[] Vertical, byte[] Types) ByHand(ComputeContext context, HoverNetwork network, Raster<Rgb> image, string architecture, int every)
    {
        var (input, output, _, isCentred) = Facts(architecture);
        var value = Value.Input("image", new Shape(1, 3, input, input));
        var maps = network.Forward(value);
        using var plan = Plan.Compile(context, [maps.Np.Softmax(1), maps.Hv, maps.Tp!.Softmax(1)], PlanOptions.Inference);
        var (padded, columns, rows, lead) = Padded(image, architecture);
        int width = image.Width, height = image.Height, plane = output * output;
        var (p, h, v, types) = (new float[width * height], new float[width * height], new float[width * height], new byte[width * height]);
        Array.Fill(p, float.NaN);
        var index = 0;
        foreach (var top in rows)
        {
            foreach (var left in columns)
            {
                if (index++ % every != 0) continue;
                var pixels = plan.Input(value);
                for (var i = 0; i < input * input; i++)
                {
                    var pixel = padded[top + i / input, left + i % input];
                    (pixels[i], pixels[input * input + i], pixels[2 * input * input + i]) = (pixel.R, pixel.G, pixel.B);
                }
                plan.Run();
                for (var i = 0; i < plane; i++)
                {
                    int x = left + i % output - (isCentred ? lead.X : 0), y = top + i / output - (isCentred ? lead.Y : 0);
                    if (x < 0 || y < 0 || x >= width || y >= height) continue;
                    var at = y * width + x;
                    (p[at], h[at], v[at], types[at]) = (plan.Output(0)[plane + i], plan.Output(1)[i], plan.Output(1)[plane + i], 0);
                    for (var channel = 1; channel <= Classes.Length; channel++)
                        if (plan.Output(2)[channel * plane + i] > plan.Output(2)[types[at] * plane + i]) types[at] = (byte)channel;
                }
            }
        }
        return (p, h, v, types);
    }

    private static HoverNetwork Network(string architecture)
    {
        var network = NetworkGolden.Fill((HoverNetwork)NucleusNetwork.Create(new NetworkDescription { Architecture = architecture, Encoder = "mit_b0", Widths = [256, 128, 64, 32, 16], Classes = Classes }));
        network.Eval();
        return network;
    }

    private static Raster<Rgb> Noise(int width, int height, int seed)
    {
        var image = new Raster<Rgb>(width, height);
        new Random(seed).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.Pixels.AsSpan()));
        return image;
    }

    private sealed class Listed(Action<SegmentationProgress> take) : IProgress<SegmentationProgress>
    {
        public void Report(SegmentationProgress value) => take(value);
    }
}
