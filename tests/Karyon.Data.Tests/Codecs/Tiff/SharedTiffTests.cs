using System.Text.Json;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Tiff;
using Karyon.Testing;

namespace Karyon.Data.Tests.Codecs.Tiff;

public sealed class SharedTiffTests
{
    [Fact]
    public void Every_tiff_of_the_shared_folder_that_tifffile_or_Pillow_reads_decodes_to_the_same_pixels()
    {
        SharedFolder.Require("slides");
        var compared = 0;
        foreach (var (file, golden) in Goldens())
        {
            var compression = golden.GetProperty("compression").GetInt32();
            if (!TiffCompressions.IsRead((TiffCompression)compression) || golden.TryGetProperty("unread", out _)) continue;
            var expected = golden.Deserialize<ExpectedImage>(JsonSerializerOptions.Web)!;
            PixelDigest.AssertEqual(expected, ImageFile.Read(SharedFolder.Require(file)), file);
            compared++;
        }
        Assert.True(compared >= 38, $"{compared} files were compared");
    }

    [Theory]
    [InlineData("slides/made/vips-webp-tiles.tif", "WebP (50001)")]
    [InlineData("slides/made/vips-jp2k-33004.tif", "JPEG 2000 (33004)")]
    [InlineData("slides/made/aperio-jp2k-33003-sparse.svs", "JPEG 2000 (33003)")]
    [InlineData("slides/made/aperio-jp2k-33005.svs", "JPEG 2000 (33005)")]
    [InlineData("slides/real/bigtiff-zstd-pyramid-10000x5000.tiff", "Zstandard (50000)")]
    public void Compressions_that_are_not_read_are_named_but_sizes_still_told(string file, string name)
    {
        var path = SharedFolder.Require(file);
        var error = Assert.Throws<UnsupportedFeatureException>(() => ImageFile.Read(path));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("IFD 0", error.Message, StringComparison.Ordinal);
        Assert.True(ImageFile.ReadInfo(path).Width > 0);
    }

    [Fact]
    public void Pyramids_in_sub_directories_are_found()
    {
        using var nested = TiffFile.Open(SharedFolder.Require("slides/real/nested-subifds.tif"));
        Assert.Contains(nested.Directories, directory => directory.SubDirectories.Any(below => below.SubDirectories.Count > 0));
        using var ome = TiffFile.Open(SharedFolder.Require("slides/real/ome-bfconvert-rgba-subifds.ome.tiff"));
        Assert.True(ome.IsBigEndian);
        Assert.Equal(3, ome.Directories[0].SubDirectories.Count);
        Assert.StartsWith("<?xml", ome.Directories[0].Description, StringComparison.Ordinal);
        using var big = TiffFile.Open(SharedFolder.Require("slides/real/bigtiff-zstd-pyramid-10000x5000.tiff"));
        Assert.True(big.IsBigTiff);
        Assert.Equal(5, big.Directories.Count + big.Directories.Sum(directory => directory.SubDirectories.Count));
    }

    [Fact]
    public void No_hostile_file_does_worse_than_a_typed_error()
    {
        var folder = SharedFolder.Require("slides/hostile");
        var wants = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "EXPECT.json"))).RootElement.GetProperty("files");
        var read = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var clock = System.Diagnostics.Stopwatch.GetTimestamp();
            var before = GC.GetAllocatedBytesForCurrentThread();
            string? message = null;
            try
            {
                ImageFile.Read(path);
                read++;
            }
            catch (InvalidFileException error)
            {
                message = error.Message;
                Assert.DoesNotContain('\n', message);
            }
            var name = Path.GetFileName(path);
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(clock).TotalSeconds < 2, $"{name} took too long");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20, $"{name} took {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
            if (wants.TryGetProperty(name, out var want) && name.EndsWith(".tif", StringComparison.Ordinal))
            {
                var wanted = want.GetProperty("want").GetString()!;
                if (wanted is "refuse") Assert.True(message is not null, $"{name} should be refused");
                if (wanted is "open" or "blank pixels" or "open, microns per pixel unknown" or "open, ignoring the tag") Assert.True(message is null, $"{name} should open: {message}");
                if (wanted.Contains("microns per pixel unknown", StringComparison.Ordinal)) Assert.Null(ImageFile.ReadInfo(path).MicronsPerPixel);
            }
        }
        Assert.True(read >= 15, $"{read} files were read");
    }

    private static Dictionary<string, JsonElement> Goldens() =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(PixelDigest.Goldens("shared-tiff.json")))!;
}
