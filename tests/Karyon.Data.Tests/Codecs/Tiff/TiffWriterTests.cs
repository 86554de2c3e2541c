using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Tiff;

namespace Karyon.Data.Tests.Codecs.Tiff;

public sealed class TiffWriterTests
{
    [Fact]
    public void Decoding_what_was_encoded_gives_the_same_pixels_for_every_layout()
    {
        var seed = 0;
        foreach (var (model, bits) in ((ColorModel, int)[])[(ColorModel.Grey, 8), (ColorModel.Grey, 16), (ColorModel.Grey, 32), (ColorModel.GreyAlpha, 8), (ColorModel.Rgb, 8), (ColorModel.Rgb, 16), (ColorModel.Rgba, 8), (ColorModel.Cmyk, 8)])
            foreach (var compression in (TiffCompression[])[TiffCompression.None, TiffCompression.Deflate])
                foreach (var tile in (int?[])[null, 16, 64])
                    foreach (var predictor in (bool[])[false, true])
                        foreach (var big in (bool?[])[null, true])
                        {
                            var image = TestImages.Make(1 + seed * 7 % 90, 1 + seed * 13 % 70, model, bits, seed++);
                            using var stream = new MemoryStream();
                            TiffEncoder.Encode(stream, image, new TiffWriteOptions { Compression = compression, TileSize = tile, Predictor = predictor, BigTiff = big });
                            using var file = TiffFile.Open(new MemoryByteSource(stream.ToArray()), "again.tif");
                            Assert.Equal(big ?? false, file.IsBigTiff);
                            TestImages.AssertSame(image, file.Directories[0].Read());
                        }
    }

    [Fact]
    public void Text_and_pixel_size_survive()
    {
        using var stream = new MemoryStream();
        TiffEncoder.Encode(stream, TestImages.Make(9, 9, ColorModel.Rgb, 8, 1), new TiffWriteOptions { MicronsPerPixel = 0.2527, Description = "0.2527 µm, H&E" });
        using var file = TiffFile.Open(new MemoryByteSource(stream.ToArray()), "a.tif");
        Assert.Equal(0.2527, file.Directories[0].MicronsPerPixel!.Value, 9);
        Assert.Equal("0.2527 µm, H&E", file.Directories[0].Description);
    }

    [Theory]
    [InlineData(65_535, 16)]
    [InlineData(65_536, 32)]
    [InlineData(int.MaxValue, 32)]
    public void Labels_survive_in_the_fewest_bits_that_hold_them(int largest, int bits)
    {
        var labels = new LabelMap(100, 60);
        labels[59, 99] = largest;
        labels[0, 1] = 1;
        foreach (var tile in (int?[])[null, 32])
        {
            using var stream = new MemoryStream();
            TiffEncoder.EncodeLabels(stream, labels, new TiffWriteOptions { TileSize = tile });
            using var file = TiffFile.Open(new MemoryByteSource(stream.ToArray()), "labels.tif");
            var image = file.Directories[0].Read();
            Assert.Equal(bits, image.BitsPerSample);
            Assert.Equal(labels.Pixels, image.ToLabels().Pixels);
        }
    }

    [Fact]
    public void Tiles_may_come_in_any_order_and_those_left_out_are_background_for_every_reader()
    {
        using var stream = new MemoryStream();
        using (var writer = new TiffWriter(stream, 100, 70, ColorModel.Grey, 32, new TiffWriteOptions { TileSize = 32 }, leaveOpen: true))
        {
            var tile = new int[32 * 32];
            tile[0] = 7;
            writer.WriteTile(3, 2, (ReadOnlySpan<int>)tile);
            tile[0] = 5;
            writer.WriteTile(0, 1, (ReadOnlySpan<int>)tile);
            Assert.Throws<InvalidOperationException>(() => writer.WriteTile(0, 1, (ReadOnlySpan<int>)tile));
            writer.Finish();
        }
        using var file = TiffFile.Open(new MemoryByteSource(stream.ToArray()), "sparse.tif");
        var directory = file.Directories[0];
        var labels = directory.Read().ToLabels();
        Assert.Equal(7, labels[64, 96]);
        Assert.Equal(5, labels[32, 0]);
        Assert.Equal(2, labels.Pixels.Count(id => id != 0));
        var offsets = directory.Integers(TiffTag.TileOffsets)!;
        Assert.Equal(12, offsets.Length);
        Assert.All(offsets, offset => Assert.True(offset > 0));
        Assert.Equal(3, offsets.Distinct().Count());
    }

    [Fact]
    public void An_image_that_could_exceed_4_GB_becomes_BigTIFF()
    {
        using var stream = new MemoryStream();
        using var writer = new TiffWriter(stream, 40_000, 40_000, ColorModel.Rgb, 8, new TiffWriteOptions { TileSize = 1024 }, leaveOpen: true);
        Assert.True(writer.IsBigTiff);
        writer.Finish();
        using var file = TiffFile.Open(new MemoryByteSource(stream.ToArray()), "big.tif");
        Assert.All(file.Directories[0].ReadRegion(new Rect(39_990, 39_990, 10, 10)).Samples8!, sample => Assert.Equal(255, sample));
    }

    [Fact]
    public void A_file_that_was_not_finished_is_refused()
    {
        using var stream = new MemoryStream();
        using (var writer = new TiffWriter(stream, 20, 20, ColorModel.Grey, 8, leaveOpen: true))
            writer.WriteTile(0, 0, (ReadOnlySpan<byte>)new byte[400]);
        Assert.Throws<InvalidFileException>(() => TiffFile.Open(new MemoryByteSource(stream.ToArray()), "half.tif"));
    }
}
