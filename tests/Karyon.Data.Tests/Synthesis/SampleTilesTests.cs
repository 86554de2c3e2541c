using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Karyon.Data.Codecs;
using Karyon.Data.Slides;
using Karyon.Data.Synthesis;

namespace Karyon.Data.Tests.Synthesis;

public sealed class SampleTilesTests
{
    public static TheoryData<string> Names => [.. SampleTiles.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_generator_makes_the_samples_again_pixel_for_pixel(string name)
    {
        var tile = new HematoxylinEosinGenerator(SampleTiles.All[name]).Generate();
        if (Environment.GetEnvironmentVariable("KARYON_WRITE_SAMPLES") == "1") SampleTiles.Write(name, tile);
        using var slide = FlatImageSlide.Open(SampleTiles.ImagePath(name));
        Assert.Equal(new SlideLevel(tile.Image.Width, tile.Image.Height, 1), slide.Levels[0]);
        Assert.Equal(0.25, slide.PixelSize!.MicronsPerPixel, 9);
        var pixels = new Core.Rasters.Raster<Core.Rasters.Rgb>(tile.Image.Width, tile.Image.Height);
        slide.ReadRegion(0, slide.Bounds, pixels);
        Assert.True(tile.Image.Pixels.AsSpan().SequenceEqual(pixels.Pixels));
        Assert.True(tile.Labels.Pixels.AsSpan().SequenceEqual(ImageFile.ReadLabels(SampleTiles.LabelsPath(name)).Pixels));
    }

    // Goldens/samples/samples.json: digests of what Pillow decodes from the files; it shares no code with our encoder or decoder.
    [Theory]
    [MemberData(nameof(Names))]
    public void Pillow_reads_from_the_samples_what_the_generator_made(string name)
    {
        var tile = new HematoxylinEosinGenerator(SampleTiles.All[name]).Generate();
        using var goldens = JsonDocument.Parse(File.ReadAllText(Path.Combine(Testing.Checkout.Root, "tests/Karyon.Data.Tests/Goldens/samples/samples.json")));
        var golden = goldens.RootElement.GetProperty(name);
        Assert.Equal((tile.Image.Width, tile.Image.Height), (golden.GetProperty("width").GetInt32(), golden.GetProperty("height").GetInt32()));
        Assert.Equal(golden.GetProperty("rgb_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(tile.Image.Pixels.AsSpan()))));
        Assert.Equal(golden.GetProperty("labels_int32_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(tile.Labels.Pixels.AsSpan()))));
        Assert.Equal(tile.ClassIndices.Count, golden.GetProperty("nuclei").GetInt32());
    }

    [Fact]
    public void The_samples_folder_holds_these_tiles_and_no_others()
    {
        foreach (var path in new[] { SampleTiles.ImagePath("x"), SampleTiles.LabelsPath("x") })
            Assert.Equal(SampleTiles.All.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Path.GetDirectoryName(path)!, "*.png").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
    }
}
