using System.Buffers.Binary;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Testing;

namespace Karyon.Data.Tests.Codecs.Png;

public sealed class PngDecoderTests
{
    private static readonly Dictionary<string, ExpectedImage> Expected = PixelDigest.Load("png/expected.json");

    public static TheoryData<string> Files => [.. Expected.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_stored_layout_decodes_to_the_pixels_of_Pillow_or_the_specification(string file)
    {
        var expected = Expected[file];
        var path = PixelDigest.Goldens("png/" + file);
        var image = ImageFile.Read(path);
        PixelDigest.AssertEqual(expected, image, file);
        Assert.Equal(expected.Microns, image.MicronsPerPixel);
        if (expected.Rgb is { } rgb)
        {
            Assert.Equal(rgb, PixelDigest.Of(image.ToRgb()));
            var (pixels, microns) = ImageFile.ReadRgb(path);
            Assert.Equal((rgb, image.MicronsPerPixel), (PixelDigest.Of(pixels), microns));
        }
        if (expected.Labels is { } labels) Assert.Equal(labels, PixelDigest.Of<int>(ImageFile.ReadLabels(path).Pixels));
        var info = ImageFile.ReadInfo(path);
        Assert.Equal((image.Width, image.Height, image.Model, image.BitsPerSample, image.MicronsPerPixel), (info.Width, info.Height, info.Model, info.BitsPerSample, info.MicronsPerPixel));
    }

    [Fact]
    public void Every_png_of_the_shared_folder_decodes_to_the_pixels_of_Pillow()
    {
        SharedFolder.Require("data");
        var expected = PixelDigest.Load("shared-png.json");
        foreach (var (file, image) in expected)
            PixelDigest.AssertEqual(image, ImageFile.Read(SharedFolder.Require(file)), file);
        Assert.True(expected.Count >= 300);
    }

    [Fact]
    public void A_file_cut_anywhere_before_its_last_chunk_is_refused_in_one_line()
    {
        var file = File.ReadAllBytes(PixelDigest.Goldens("png/c2-b08-13x11.png"));
        const int lastChunk = 12;
        for (var length = 0; length < file.Length - lastChunk; length++)
        {
            var error = Assert.ThrowsAny<InvalidFileException>(() => PngDecoder.Decode(file[..length], "cut.png"));
            Assert.StartsWith("cut.png: ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
        PngDecoder.Decode(file[..^lastChunk], "whole pixels");
    }

    [Fact]
    public void A_flipped_bit_in_a_chunk_of_pixels_is_told_by_its_checksum()
    {
        var file = File.ReadAllBytes(PixelDigest.Goldens("png/c0-b08-13x11.png"));
        var chunk = file.AsSpan().IndexOf("IDAT"u8);
        file[chunk + 4 + 30] ^= 4;
        var error = Assert.ThrowsAny<InvalidFileException>(() => PngDecoder.Decode(file, "flipped.png"));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_promises_more_than_the_file_can_hold_is_refused_before_memory_is_taken()
    {
        var file = Resized(20_000, 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.ThrowsAny<InvalidFileException>(() => PngDecoder.Decode(file, "bomb.png"));
        Assert.Contains("cannot hold 20000 x 20000 px", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_wide_image_below_a_byte_a_pixel_takes_no_row_before_the_limits_are_checked()
    {
        var file = Resized(1 << 28, 11, "c0-b02-13x11.png");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<OutOfLimitsException>(() => PngDecoder.Decode(file, "wide.png"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void An_image_beyond_the_limits_is_refused_by_name()
    {
        Assert.Throws<OutOfLimitsException>(() => PngDecoder.Decode(Resized(int.MaxValue, int.MaxValue), "bomb.png"));
        var sound = File.ReadAllBytes(PixelDigest.Goldens("png/c2-b08-13x11.png"));
        Assert.Throws<OutOfLimitsException>(() => PngDecoder.Decode(sound, "a.png", new DecodeLimits(142, 1 << 20)));
        Assert.Throws<OutOfLimitsException>(() => PngDecoder.Decode(sound, "a.png", new DecodeLimits(1 << 20, 428)));
        PngDecoder.Decode(sound, "a.png", new DecodeLimits(143, 429));
    }

    /// <summary>A sound 13 x 11 file whose header, with a right checksum, says another size.</summary>
    private static byte[] Resized(int width, int height, string source = "c2-b08-13x11.png")
    {
        var file = File.ReadAllBytes(PixelDigest.Goldens("png/" + source));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc32.Finish(Crc32.Append(Crc32.Start, file.AsSpan(12, 17))));
        return file;
    }
}
