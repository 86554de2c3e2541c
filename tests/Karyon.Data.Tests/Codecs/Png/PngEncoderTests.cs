using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;

namespace Karyon.Data.Tests.Codecs.Png;

public sealed class PngEncoderTests
{
    [Fact]
    public void Decoding_what_was_encoded_gives_the_same_pixels_for_every_layout_and_filter_choice()
    {
        var seed = 0;
        foreach (var model in (ColorModel[])[ColorModel.Grey, ColorModel.GreyAlpha, ColorModel.Rgb, ColorModel.Rgba])
            foreach (var bits in (int[])[8, 16])
                foreach (var filter in Enum.GetValues<PngFilterChoice>())
                    foreach (var (width, height) in ((int, int)[])[(1, 1), (1, 40), (40, 1), (37, 29), (200, 150)])
                    {
                        var image = TestImages.Make(width, height, model, bits, seed++);
                        using var stream = new MemoryStream();
                        PngEncoder.Encode(stream, image, new PngWriteOptions { Filter = filter });
                        TestImages.AssertSame(image, PngDecoder.Decode(stream.ToArray(), "again.png"));
                    }
    }

    [Fact]
    public void The_pixel_size_survives()
    {
        using var stream = new MemoryStream();
        PngEncoder.Encode(stream, TestImages.Make(3, 3, ColorModel.Rgb, 8, 1, micronsPerPixel: 0.25));
        Assert.Equal(0.25, PngDecoder.Decode(stream.ToArray(), "a.png").MicronsPerPixel!.Value, 6);
    }

    [Fact]
    public void Labels_survive_up_to_16_bits_and_larger_ids_are_refused_before_a_byte_is_written()
    {
        var labels = new LabelMap(30, 20);
        labels[3, 4] = 65_535;
        labels[19, 29] = 1;
        using var stream = new MemoryStream();
        PngEncoder.EncodeLabels(stream, labels);
        Assert.Equal(labels.Pixels, PngDecoder.Decode(stream.ToArray(), "labels.png").ToLabels().Pixels);
        labels[0, 0] = 65_536;
        using var untouched = new MemoryStream();
        Assert.Contains("TIFF", Assert.Throws<ArgumentException>(() => PngEncoder.EncodeLabels(untouched, labels)).Message, StringComparison.Ordinal);
        Assert.Equal(0, untouched.Length);
    }

    [Fact]
    public void A_file_whose_rows_were_not_all_written_is_refused_by_the_decoder()
    {
        using var stream = new MemoryStream();
        using (var writer = new PngRowWriter(stream, 50, 3, ColorModel.Grey, 8, leaveOpen: true))
        {
            writer.WriteRow(new byte[50]);
            writer.WriteRow(new byte[50]);
        }
        Assert.ThrowsAny<InvalidFileException>(() => PngDecoder.Decode(stream.ToArray(), "half.png"));
    }

    [Fact]
    public void Rows_stream_in_constant_memory()
    {
        // 20,000 rows of 20,000 px would be 800 MB; 400 rows show what is kept per row.
        const int width = 20_000, height = 400;
        using var stream = new MemoryStream(1 << 20);
        var row = new ushort[width];
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var writer = new PngRowWriter(stream, width, height, ColorModel.Grey, 16, PngWriteOptions.Labels, leaveOpen: true))
            for (var y = 0; y < height; y++)
            {
                row[y] = (ushort)y;
                writer.WriteRow((ReadOnlySpan<ushort>)row);
            }
        stream.Position = 0;
        using (var reader = new PngRowReader(stream, "rows.png", leaveOpen: true))
            for (var y = 0; y < height; y++)
            {
                reader.ReadRow(row.AsSpan());
                Assert.Equal((ushort)y, row[y]);
            }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }
}
