using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Jpeg;

namespace Karyon.Data.Tests.Codecs.Jpeg;

public class JpegEncoderTests
{
    [Fact]
    public void Files_are_byte_for_byte_those_of_cjpeg()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(JpegGoldens.Folder, "encoded.json")));
        var differing = new List<string>();
        foreach (var entry in document.RootElement.EnumerateObject())
        {
            var words = entry.Name.Split(' ');
            var file = JpegEncoder.Encode(Load(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture),
                words[2] == "2x2" ? JpegSubsampling.Half : JpegSubsampling.None, optimised: words[3] == "-optimize");
            if (Convert.ToHexStringLower(SHA256.HashData(file))[..16] != entry.Value.GetString()) differing.Add(entry.Name);
        }
        Assert.Empty(differing);
    }

    [Theory]
    [InlineData(JpegSubsampling.None, 100, 45)]
    [InlineData(JpegSubsampling.None, 90, 32)]
    [InlineData(JpegSubsampling.Half, 90, 27)]
    public void What_was_encoded_decodes_to_nearly_the_same_pixels(JpegSubsampling subsampling, int quality, double leastDecibels)
    {
        var image = Load("wide-2x1");
        var decoded = JpegDecoder.Decode(JpegEncoder.Encode(image, quality, subsampling), "test.jpg", DecodeLimits.Default);
        var before = MemoryMarshal.AsBytes(image.Pixels.AsSpan());
        double squares = 0;
        for (var i = 0; i < before.Length; i++) squares += Math.Pow(before[i] - decoded.Samples8![i], 2);
        var decibels = 10 * Math.Log10(255.0 * 255 * before.Length / squares);
        Assert.True(decibels >= leastDecibels, $"{decibels} dB");
    }

    [Theory]
    [InlineData(0.25, 0.25)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.01, null)]
    public void The_pixel_size_comes_back_where_the_header_can_hold_it(double written, double? read)
    {
        var file = JpegEncoder.Encode(new Raster<Rgb>(3, 2), 75, JpegSubsampling.None, micronsPerPixel: written);
        Assert.Equal(read, JpegDecoder.ReadInfo(file, "test.jpg").MicronsPerPixel);
    }

    [Fact]
    public void A_quality_or_size_out_of_range_is_the_callers_slip()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(new Raster<Rgb>(1, 1), 0, JpegSubsampling.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(new Raster<Rgb>(1, 1), 101, JpegSubsampling.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(new Raster<Rgb>(0, 1), 75, JpegSubsampling.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(new Raster<Rgb>(65536, 1), 75, JpegSubsampling.None));
    }

    private static Raster<Rgb> Load(string name)
    {
        var image = JpegDecoder.Decode(JpegGoldens.Read(name), name, DecodeLimits.Default);
        return new Raster<Rgb>(image.Width, image.Height, MemoryMarshal.Cast<byte, Rgb>(image.Samples8).ToArray());
    }
}
