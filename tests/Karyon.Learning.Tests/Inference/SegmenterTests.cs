using Karyon.Core.Filters;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;
using Karyon.Learning.Models;

namespace Karyon.Learning.Tests.Inference;

public class SegmenterTests
{
    [Theory]
    [InlineData(256, 1)]
    [InlineData(512, 1)]
    [InlineData(1024, 1)]
    [InlineData(512, 4)]
    public void Any_tile_size_and_thread_count_gives_the_nuclei_of_one_decoding_of_the_whole_image(int tileSize, int threads)
    {
        var image = PaintedTissue.Paint(PaintedTissue.Discs(2200, 1150, seed: 1));
        var expected = PaintedTissue.DecodeWhole(image);

        var found = Segment(image, new SegmentationOptions { TileSize = tileSize }, threads).Nuclei;

        Assert.True(expected.Count > 3000);
        Assert.Equal(PaintedTissue.Shapes(expected), PaintedTissue.Shapes(found));
        Assert.Equal(Enumerable.Range(1, found.Count), found.Select(nucleus => nucleus.Id));
    }

    [Fact]
    public void Ids_and_order_are_the_same_for_every_tile_size_and_thread_count()
    {
        var image = PaintedTissue.Paint(PaintedTissue.Discs(1200, 1100, seed: 2));
        static string[] Listing(SegmentationResult result) => [.. result.Nuclei.Select(nucleus => $"{nucleus.Id} {nucleus.CentroidX:R} {nucleus.CentroidY:R} {nucleus.AreaPx}")];
        var expected = Listing(Segment(image, new SegmentationOptions { TileSize = 1024 }, threads: 1));

        Assert.Equal(expected, Listing(Segment(image, new SegmentationOptions { TileSize = 256 }, threads: 2)));
        Assert.Equal(expected, Listing(Segment(image, new SegmentationOptions { TileSize = 512 }, threads: 5)));
    }

    [Theory]
    [InlineData(224, 1)]
    [InlineData(112, 3)]
    public void UperHover_maps_in_overlapping_tiles_give_the_nuclei_of_one_decoding_of_the_whole_image(int tile, int threads)
    {
        var image = PaintedTissue.Paint(PaintedTissue.Discs(1300, 1150, seed: 6, pitch: 34));
        var predictor = new PaintedPredictor(tiles: new TileDemand(tile, 14));
        using var segmenter = new Segmenter(predictor, threads, new SegmentationOptions());
        using var slide = new FlatImageSlide("image", image);
        var found = segmenter.Segment(slide, 0.25);
        Assert.Equal((tile, tile), predictor.LargestTile);
        Assert.True(found.Nuclei.Count > 1000);
        Assert.Equal(PaintedTissue.Shapes(PaintedTissue.DecodeWholeAsUperHover(image)), PaintedTissue.Shapes(found.Nuclei));
        Assert.All(found.Nuclei, nucleus => Assert.Equal((0, 1.0), (nucleus.ClassIndex, nucleus.Probability)));
    }

    [Fact]
    public void A_tile_of_its_own_size_keeps_its_middle_and_sees_no_pixel_beyond_the_image()
    {
        const int reach = 28;
        var image = PaintedTissue.Paint(PaintedTissue.Discs(400, 300, seed: 3, pitch: 34));
        var shifted = new Raster<Rgb>(image.Width, image.Height);
        Array.Fill(shifted.Pixels, new Rgb(255, 255, 255));
        // What a tile at the right and upper end cannot know is background, all else is true.
        for (var y = reach; y < image.Height; y++) image.Row(y - reach)[reach..].CopyTo(shifted.Row(y));
        using var segmenter = new Segmenter(new PaintedPredictor(reach: reach, tiles: new TileDemand(112, 14)), 1, new SegmentationOptions());
        using var slide = new FlatImageSlide("image", image);
        Assert.Equal(PaintedTissue.Shapes(PaintedTissue.DecodeWholeAsUperHover(shifted)), PaintedTissue.Shapes(segmenter.Segment(slide, 0.25).Nuclei));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public void A_tile_sees_true_pixels_as_far_as_its_context_and_the_mirrored_image_beyond_the_border(int tileSize)
    {
        const int reach = 60;
        var image = PaintedTissue.Paint(PaintedTissue.Discs(700, 500, seed: 3));
        var shifted = new Raster<Rgb>(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                shifted[y, x] = image[Borders.Reflect101(y - reach, image.Height), Borders.Reflect101(x + reach, image.Width)];

        using var segmenter = new Segmenter(new PaintedPredictor(reach: reach), 1, new SegmentationOptions { TileSize = tileSize, ContextPx = 64, BorderPx = 64 });
        using var slide = new FlatImageSlide("image", image);
        var found = segmenter.Segment(slide, 0.25).Nuclei;

        Assert.Equal(PaintedTissue.Shapes(PaintedTissue.DecodeWhole(shifted)), PaintedTissue.Shapes(found));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(6, -5)]
    [InlineData(-19, 19)]
    public void A_nucleus_on_the_corner_of_four_tiles_or_windows_appears_once(int dx, int dy)
    {
        var layout = TileLayout.For(1200, 1200, 256, 96, 32);
        var labels = new LabelMap(1200, 1200);
        PaintedTissue.Disc(labels, 1, 1024 + dx, 1024 + dy, 20);
        var corners = Enumerable.Range(1, 2).SelectMany(row => Enumerable.Range(1, 2).Select(column => layout.Core(column, row))).ToArray();
        for (var i = 0; i < corners.Length; i++) PaintedTissue.Disc(labels, i + 2, corners[i].X + dx, corners[i].Y + dy, 20);

        var result = Segment(PaintedTissue.Paint(labels), new SegmentationOptions { TileSize = 256 });

        Assert.Equal(layout, result.Tiles);
        Assert.Equal(corners.Length + 1, result.Nuclei.Count);
        Assert.All(result.Nuclei, nucleus => Assert.Equal(labels.Pixels.Count(id => id == 1), nucleus.AreaPx));
        Assert.Contains(result.Nuclei, nucleus => (nucleus.CentroidX, nucleus.CentroidY) == (1024.5 + dx, 1024.5 + dy));
    }

    [Theory]
    [InlineData(1024, 700)]
    [InlineData(1100, 1080)]
    [InlineData(1024, 1024)]
    [InlineData(900, 1000)]
    public void A_nucleus_larger_than_the_halo_is_put_together_from_the_windows_that_cut_it(int x, int y)
    {
        var labels = new LabelMap(1300, 1300);
        PaintedTissue.Disc(labels, 1, x, y, 85);
        PaintedTissue.Disc(labels, 2, x + 110, y, 15);

        var found = Segment(PaintedTissue.Paint(labels), new SegmentationOptions { TileSize = 512 }).Nuclei;

        Assert.Equal(2, found.Count);
        var large = found.MaxBy(nucleus => nucleus.AreaPx)!;
        Assert.InRange(large.AreaPx, 0.98 * Math.PI * 85 * 85, 1.02 * Math.PI * 85 * 85);
    }

    [Fact]
    public void Nuclei_that_the_borders_and_corners_cut_reach_them()
    {
        var labels = new LabelMap(300, 200);
        (int X, int Y)[] centres = [(0, 0), (150, 0), (299, 0), (0, 100), (299, 100), (0, 199), (150, 199), (299, 199)];
        for (var i = 0; i < centres.Length; i++) PaintedTissue.Disc(labels, i + 1, centres[i].X, centres[i].Y, 12);

        var result = Segment(PaintedTissue.Paint(labels), new SegmentationOptions());

        Assert.Equal(centres.Length, result.Nuclei.Count);
        Assert.Equal(labels.Pixels.Select(id => id > 0), result.ToLabels().Pixels.Select(id => id > 0));
    }

    [Fact]
    public void One_pixel_makes_an_empty_result()
    {
        var result = Segment(new Raster<Rgb>(1, 1), new SegmentationOptions());

        Assert.Empty(result.Nuclei);
        Assert.Equal((1, 1), (result.Tiles!.Columns, result.Tiles.Rows));
    }

    [Fact]
    public void An_image_without_pixels_makes_an_empty_result() =>
        Assert.Empty(Segment(new Raster<Rgb>(0, 0), new SegmentationOptions()).Nuclei);

    [Fact]
    public void White_tiles_never_reach_the_network_and_a_single_dark_pixel_in_their_context_makes_them()
    {
        var image = new Raster<Rgb>(1000, 700);
        Array.Fill(image.Pixels, new Rgb(235, 255, 235));
        var predictor = new PaintedPredictor();
        using var segmenter = new Segmenter(predictor, 1, new SegmentationOptions { TileSize = 256 });
        using var slide = new FlatImageSlide("white", image);

        var white = segmenter.Segment(slide, 0.25);
        Assert.Equal(0, predictor.Calls);
        Assert.Equal(white.Tiles!.Count, white.BlankTiles);

        image[300, 300] = new Rgb(255, 234, 255);
        var speck = segmenter.Segment(slide, 0.25);
        Assert.InRange(predictor.Calls, 1, 4);
        Assert.Equal(speck.Tiles!.Count - predictor.Calls, speck.BlankTiles);
        Assert.Empty(speck.Nuclei);
    }

    [Fact]
    public void Nuclei_among_blank_tiles_are_found_as_in_the_whole_map()
    {
        var labels = new LabelMap(2500, 1200);
        for (var i = 0; i < 12; i++) PaintedTissue.Disc(labels, i + 1, 100 + 210 * i, 60 + 97 * i, 12);
        var image = PaintedTissue.Paint(labels);

        var result = Segment(image, new SegmentationOptions { TileSize = 128, ContextPx = 32 });

        Assert.True(result.BlankTiles > result.Tiles!.Count / 2);
        Assert.Equal(PaintedTissue.Shapes(PaintedTissue.DecodeWhole(image)), PaintedTissue.Shapes(result.Nuclei));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.4)]
    [InlineData(0.15)]
    public void Images_of_another_pixel_size_are_resampled_and_masks_come_back_in_their_own_pixels(double micronsPerPixel)
    {
        var scale = 0.25 / micronsPerPixel;
        var labels = new LabelMap((int)(900 * scale), (int)(700 * scale));
        var id = 0;
        for (var y = 30; y < 690; y += 60)
            for (var x = 30; x < 890; x += 60) PaintedTissue.Disc(labels, ++id, (int)(x * scale), (int)(y * scale), (int)(16 * scale));

        using var segmenter = new Segmenter(new PaintedPredictor(0.25), 2, new SegmentationOptions { TileSize = 512, MinimumAreaPx = 20 });
        using var slide = new FlatImageSlide("image", PaintedTissue.Paint(labels));
        var result = segmenter.Segment(slide, micronsPerPixel);

        Assert.Equal(id, result.Nuclei.Count);
        Assert.Equal(result.Nuclei.Sum(nucleus => nucleus.AreaPx), result.ToLabels().Pixels.Count(pixel => pixel > 0));
        foreach (var nucleus in result.Nuclei)
        {
            var truth = labels[(int)nucleus.CentroidY, (int)nucleus.CentroidX];
            var common = nucleus.Mask.Runs.ToArray().Sum(run => Enumerable.Range(run.Start, run.Length).Count(x => labels[run.Row, x] == truth));
            var union = nucleus.AreaPx + labels.Pixels.Count(pixel => pixel == truth) - common;
            Assert.True(truth > 0 && common > 0.8 * union, $"nucleus {nucleus.Id}: {common} of {union} px");
        }
    }

    [Fact]
    public void A_pixel_size_that_differs_by_less_than_two_percent_is_taken_as_equal()
    {
        var image = PaintedTissue.Paint(PaintedTissue.Discs(400, 300, seed: 4));
        using var segmenter = new Segmenter(new PaintedPredictor(0.25), 1, new SegmentationOptions());
        using var slide = new FlatImageSlide("image", image);

        Assert.Equal(PaintedTissue.Shapes(PaintedTissue.DecodeWhole(image)), PaintedTissue.Shapes(segmenter.Segment(slide, 0.2465).Nuclei));
        Assert.Equal((400, 300), (segmenter.Segment(slide, 0.2465).Tiles!.Width, segmenter.Segment(slide, 0.2465).Tiles!.Height));
        Assert.Equal((390, 292), (segmenter.Segment(slide, 0.2435).Tiles!.Width, segmenter.Segment(slide, 0.2435).Tiles!.Height));
    }

    [Fact]
    public void No_two_nuclei_share_a_pixel()
    {
        var image = PaintedTissue.Paint(PaintedTissue.Discs(1150, 1100, seed: 5, pitch: 15));

        var result = Segment(image, new SegmentationOptions { TileSize = 256 }, threads: 2);

        Assert.Equal(result.Nuclei.Sum(nucleus => nucleus.AreaPx), result.ToLabels().Pixels.Count(id => id > 0));
    }

    [Fact]
    public void Memory_is_that_of_a_strip_however_high_the_image_is()
    {
        using var slide = new WhiteSlide(6000, 12000);
        using var segmenter = new Segmenter(new PaintedPredictor(), 1, new SegmentationOptions());
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Empty(segmenter.Segment(slide, 0.25).Nuclei);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 12L * 6000 * (1024 + 128 + SegmentationOptions.DefaultTile) + (32 << 20));
    }

    [Fact]
    public void Tiles_become_smaller_where_memory_is_scarce()
    {
        var image = PaintedTissue.Paint(PaintedTissue.Discs(1200, 1100, seed: 6));
        var predictor = new PaintedPredictor();
        using var segmenter = new Segmenter(predictor, 1, new SegmentationOptions { TileSize = 1024, MemoryBytes = 110L << 20 });
        using var slide = new FlatImageSlide("image", image);

        var result = segmenter.Segment(slide, 0.25);

        Assert.True(predictor.LargestTile is { Width: <= 704, Height: <= 704 });
        Assert.Equal(PaintedTissue.Shapes(PaintedTissue.DecodeWhole(image)), PaintedTissue.Shapes(result.Nuclei));
    }

    [Fact]
    public void A_failure_while_reading_ahead_reaches_the_caller()
    {
        using var slide = new WhiteSlide(4000, 4000) { FailsFromRow = 2000 };
        using var segmenter = new Segmenter(new PaintedPredictor(), 2, new SegmentationOptions { TileSize = 512 });

        Assert.Throws<IOException>(() => segmenter.Segment(slide, 0.25));
    }

    [Fact]
    public void Cancelling_stops_between_tiles()
    {
        using var slide = new WhiteSlide(4000, 4000);
        using var segmenter = new Segmenter(new PaintedPredictor(), 2, new SegmentationOptions { TileSize = 512 });
        using var source = new CancellationTokenSource();
        var progress = new FirstTile(source);

        Assert.Throws<OperationCanceledException>(() => segmenter.Segment(slide, 0.25, progress, source.Token));
        Assert.Equal(1, progress.Last.TilesDone);
    }

    [Theory]
    [InlineData(250, 64, 32)]
    [InlineData(96, 32, 32)]
    [InlineData(512, 48, 32)]
    [InlineData(512, 64, 96)]
    public void Senseless_sizes_are_refused(int tileSize, int context, int border) =>
        Assert.Throws<ArgumentException>(() => new Segmenter(
            new PaintedPredictor(), 1, new SegmentationOptions { TileSize = tileSize, ContextPx = context, BorderPx = border }));

    private static SegmentationResult Segment(Raster<Rgb> image, SegmentationOptions options, int threads = 1)
    {
        using var segmenter = new Segmenter(new PaintedPredictor(), threads, options);
        using var slide = new FlatImageSlide("image", image);
        return segmenter.Segment(slide, 0.25);
    }

    private sealed class FirstTile(CancellationTokenSource source) : IProgress<SegmentationProgress>
    {
        public SegmentationProgress Last { get; private set; }

        public void Report(SegmentationProgress value)
        {
            Last = value;
            source.Cancel();
        }
    }
}
