using Karyon.Data.Codecs;

namespace Karyon.Data.Tests.Codecs;

public sealed class ImageFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("karyon-image-file").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_empty_file_says_so() => AssertRefused([], "is empty (0 bytes)");

    [Fact]
    public void A_text_file_named_png_says_so() => AssertRefused("<p>404 Grüße, not found</p>\n"u8, "text file");

    [Fact]
    public void Random_bytes_are_no_image() => AssertRefused([1, 2, 3, 0, 200, 7, 9, 1, 1], "no image that is known");

    [Theory]
    [InlineData("474946383961", "GIF")]
    [InlineData("524946460000000057454250", "WebP")]
    [InlineData("00000018667479706865696300000000", "HEIF")]
    [InlineData("0000000C6A5020200D0A870A", "JPEG 2000")]
    [InlineData("FF4FFF51002F", "JPEG 2000")]
    [InlineData("424D461600000000000036000000280000001A000000", "BMP")]
    [InlineData("934E554D5059", "NumPy")]
    public void Formats_that_are_not_read_are_named(string start, string format)
    {
        var error = Assert.Throws<UnsupportedFeatureException>(() => ImageFile.Read(Write(Convert.FromHexString(start))));
        Assert.Contains(format, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_told_apart()
    {
        Assert.Contains("no such file", Assert.Throws<InvalidFileException>(() => ImageFile.Read(Path.Combine(_folder, "absent.png"))).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<InvalidFileException>(() => ImageFile.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_decides_and_not_the_name()
    {
        var path = Path.Combine(_folder, "really-a-png.jpg");
        File.Copy(PixelDigest.Goldens("png/c2-b08-13x11.png"), path);
        Assert.Equal(ImageFormat.Png, ImageFile.DetectFormat(path));
        Assert.Equal(13, ImageFile.Read(path).Width);
    }

    [Fact]
    public void Colours_are_no_labels()
    {
        var error = Assert.Throws<InvalidFileException>(() => ImageFile.ReadLabels(PixelDigest.Goldens("png/c2-b08-13x11.png")));
        Assert.Contains("one channel", error.Message, StringComparison.Ordinal);
    }

    private void AssertRefused(ReadOnlySpan<byte> content, string words)
    {
        var path = Write(content.ToArray());
        foreach (var read in (Action<string>[])[p => ImageFile.Read(p), p => ImageFile.ReadInfo(p), p => ImageFile.ReadLabels(p)])
        {
            var error = Assert.Throws<InvalidFileException>(() => read(path));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    private string Write(byte[] content)
    {
        var path = Path.Combine(_folder, "image.png");
        File.WriteAllBytes(path, content);
        return path;
    }
}
