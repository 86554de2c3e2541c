using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Tiff;

namespace Karyon.Data.Tests.Codecs.Tiff;

public sealed class TiffFileTests
{
    private static readonly Dictionary<string, ExpectedImage> Expected = PixelDigest.Load("tiff/expected.json");

    public static TheoryData<string> Files => [.. Expected.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_stored_layout_decodes_to_the_pixels_that_went_in(string file)
    {
        var expected = Expected[file];
        var path = PixelDigest.Goldens("tiff/" + file);
        var image = ImageFile.Read(path);
        PixelDigest.AssertEqual(expected, image, file);
        Assert.Equal(expected.Microns, image.MicronsPerPixel);
        if (expected.Labels is { } labels) Assert.Equal(labels, PixelDigest.Of<int>(ImageFile.ReadLabels(path).Pixels));
        var info = ImageFile.ReadInfo(path);
        Assert.Equal((image.Width, image.Height, image.Model, image.BitsPerSample, image.MicronsPerPixel), (info.Width, info.Height, info.Model, info.BitsPerSample, info.MicronsPerPixel));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Regions_and_tiles_are_parts_of_the_whole(string file)
    {
        using var tiff = TiffFile.Open(PixelDigest.Goldens("tiff/" + file));
        var directory = tiff.Directories[0];
        var whole = directory.Read();
        var random = new Random(3);
        for (var i = 0; i < 12; i++)
        {
            int x = random.Next(whole.Width), y = random.Next(whole.Height);
            var window = new Rect(x, y, 1 + random.Next(whole.Width - x), 1 + random.Next(whole.Height - y));
            AssertPart(whole, window, directory.ReadRegion(window));
        }
        var layout = directory.Layout;
        for (var row = 0; row < layout.TilesDown; row++)
            for (var column = 0; column < layout.TilesAcross; column++)
            {
                var tile = directory.ReadTile(column, row);
                Assert.Equal((layout.TileWidth, layout.StoredRows(row)), (tile.Width, tile.Height));
                var window = new Rect(column * layout.TileWidth, row * layout.TileHeight, tile.Width, tile.Height).Intersect(new Rect(0, 0, whole.Width, whole.Height));
                AssertPart(whole, window, tile);
            }
    }

    [Fact]
    public void A_window_outside_the_image_is_a_slip_of_the_caller()
    {
        using var tiff = TiffFile.Open(PixelDigest.Goldens("tiff/rgba-8.tif"));
        foreach (var window in (Rect[])[new(-1, 0, 2, 2), new(18, 0, 2, 2), new(0, 0, 0, 1), new(0, 12, 1, 2), new(1, 0, int.MaxValue, 1)])
            Assert.Throws<ArgumentOutOfRangeException>(() => tiff.Directories[0].ReadRegion(window));
    }

    [Fact]
    public void Many_threads_may_read_one_file()
    {
        using var tiff = TiffFile.Open(PixelDigest.Goldens("tiff/big-rgb-8-be-tiles.tif"));
        var expected = Expected["big-rgb-8-be-tiles.tif"];
        Parallel.For(0, 200, _ => PixelDigest.AssertEqual(expected, tiff.Directories[0].Read(), "thread"));
    }

    [Fact]
    public void Missing_tiles_are_told_and_read_as_background()
    {
        using var tiff = TiffFile.Open(PixelDigest.Goldens("tiff/sparse-rgb-tiles.tif"));
        var directory = tiff.Directories[0];
        Assert.True(directory.HasTile(0, 0));
        Assert.False(directory.HasTile(1, 0));
        Assert.All(directory.ReadTile(1, 0).Samples8!, sample => Assert.Equal(255, sample));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_in_one_line()
    {
        foreach (var file in (string[])["rgb-8-tiles-deflate-pred.tif", "big-rgb-8-be-strips.tif"])
        {
            var bytes = File.ReadAllBytes(PixelDigest.Goldens("tiff/" + file));
            for (var length = 0; length < bytes.Length; length++)
            {
                var error = Assert.ThrowsAny<InvalidFileException>(() =>
                {
                    using var tiff = TiffFile.Open(new MemoryByteSource(bytes.AsMemory(0, length)), "cut.tif");
                    tiff.Directories[0].Read();
                });
                Assert.StartsWith("cut.tif: ", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    private static void AssertPart(DecodedImage whole, Rect window, DecodedImage part)
    {
        Assert.Equal((whole.Model, whole.BitsPerSample), (part.Model, part.BitsPerSample));
        var pixelBytes = whole.Channels * whole.BitsPerSample / 8;
        for (var row = 0; row < window.Height; row++)
            Assert.True(whole.RowBytes(window.Y + row).Slice(window.X * pixelBytes, window.Width * pixelBytes)
                .SequenceEqual(part.RowBytes(row)[..(window.Width * pixelBytes)]), $"row {row} of {window}");
    }
}
