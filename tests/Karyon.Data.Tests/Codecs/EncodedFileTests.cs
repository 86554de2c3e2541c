using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Codecs.Tiff;
using Karyon.Data.Tests.Codecs.Png;
using Karyon.Data.Tests.Codecs.Tiff;

namespace Karyon.Data.Tests.Codecs;

/// <summary>
/// What our encoders write is read by others. The files of Goldens/encoded are ours, written by <c>KARYON_WRITE_ENCODED=1</c>; check_encoded.py
/// decodes them with other programs and writes expected.json. Today's files must be those, byte for byte where no zlib is in play, else by a reader
/// of its own here, which must also read the checked files.
/// </summary>
public sealed class EncodedFileTests
{
    private static readonly Dictionary<string, ExpectedImage> Expected = PixelDigest.Load("encoded/expected.json");

    public static TheoryData<string> Files => [.. EncodedFile.All.Select(file => file.Name)];

    [Fact]
    public void Every_file_was_checked_and_every_checked_file_is_made()
    {
        if (Environment.GetEnvironmentVariable("KARYON_WRITE_ENCODED") == "1")
            foreach (var file in EncodedFile.All) File.WriteAllBytes(file.Path, file.Encode());
        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal), EncodedFile.All.Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_written_holds_the_pixels_that_other_programs_read(string name)
    {
        var file = EncodedFile.All.Single(file => file.Name == name);
        var expected = Expected[name];
        foreach (var bytes in (byte[][])[File.ReadAllBytes(file.Path), file.Encode()])
        {
            var stored = file.Read(bytes);
            Assert.Equal((expected.Width, expected.Height, expected.Channels, expected.Bits), (stored.Width, stored.Height, stored.Channels, stored.Bits));
            Assert.Equal(expected.Sha256, PixelDigest.Of<byte>(stored.Samples));
        }
        Assert.Equal(expected.Sha256, PixelDigest.Of(file.Image));
        if (file.IsPlain) Assert.Equal(File.ReadAllBytes(file.Path), file.Encode());
        if (file.Png is not null) Assert.Equal(BeforeData(File.ReadAllBytes(file.Path)), BeforeData(file.Encode()));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Other_programs_read_the_pixel_size_that_was_asked_for(string name)
    {
        var asked = EncodedFile.All.Single(file => file.Name == name).MicronsPerPixel;
        Assert.Equal(asked is null, Expected[name].Microns is null);
        if (asked is { } microns) Assert.Equal(microns, Expected[name].Microns!.Value, 1e-6);
    }

    [Fact]
    public void Every_layout_and_filter_choice_of_a_png_follows_the_specification()
    {
        foreach (var model in (ColorModel[])[ColorModel.Grey, ColorModel.GreyAlpha, ColorModel.Rgb, ColorModel.Rgba])
            foreach (var bits in (int[])[8, 16])
                foreach (var filter in Enum.GetValues<PngFilterChoice>())
                    foreach (var (width, height) in ((int, int)[])[(1, 1), (1, 40), (40, 1), (37, 29), (150, 120)])
                    {
                        var image = TestImages.Make(width, height, model, bits, width + height);
                        using var stream = new MemoryStream();
                        PngEncoder.Encode(stream, image, new PngWriteOptions { Filter = filter });
                        AssertHolds(image, PngBySpecification.Read(stream.ToArray()));
                    }
    }

    [Fact]
    public void Every_layout_of_a_tiff_follows_the_specification()
    {
        foreach (var (model, bits) in ((ColorModel, int)[])[(ColorModel.Grey, 8), (ColorModel.Grey, 16), (ColorModel.Grey, 32), (ColorModel.GreyAlpha, 16), (ColorModel.Rgb, 8), (ColorModel.Rgb, 16), (ColorModel.Rgba, 8), (ColorModel.Cmyk, 16)])
            foreach (var options in (TiffWriteOptions[])[new() { Compression = TiffCompression.None }, new(), new() { Predictor = true }])
                foreach (var tile in (int?[])[null, 16, 64])
                    foreach (var big in (bool[])[false, true])
                    {
                        var image = TestImages.Make(70, 45, model, bits, bits);
                        using var stream = new MemoryStream();
                        TiffEncoder.Encode(stream, image, options with { TileSize = tile, BigTiff = big });
                        AssertHolds(image, TiffBySpecification.Read(stream.ToArray()));
                    }
    }

    /// <summary>Signature, header and pixel size of a PNG.</summary>
    private static byte[] BeforeData(byte[] png) => png[..(png.AsSpan().IndexOf("IDAT"u8) - sizeof(int))];

    private static void AssertHolds(DecodedImage image, StoredImage stored)
    {
        Assert.Equal((image.Width, image.Height, image.Channels, image.BitsPerSample), (stored.Width, stored.Height, stored.Channels, stored.Bits));
        Assert.True(image.AllBytes().SequenceEqual(stored.Samples), $"{image.Width} x {image.Height} px of {image.Model} with {image.BitsPerSample} bits: the pixels differ");
    }
}
