using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;

namespace Karyon.Data.Tests.Codecs.Png;

public sealed class PngRowReaderTests
{
    [Theory]
    [InlineData("c2-b08-13x11.png")]
    [InlineData("c3-b04-trns-13x11.png")]
    [InlineData("c0-b01-13x11.png")]
    [InlineData("c6-b16-13x11.png")]
    public void Rows_are_those_of_the_whole_image(string file)
    {
        var path = PixelDigest.Goldens("png/" + file);
        var whole = ImageFile.Read(path);
        using var rows = new PngRowReader(File.OpenRead(path), file);
        Assert.Equal((whole.Width, whole.Height, whole.Model, whole.BitsPerSample), (rows.Width, rows.Height, rows.Model, rows.BitsPerSample));
        var stride = whole.Width * whole.Channels;
        for (var row = 0; row < whole.Height; row++)
        {
            if (whole.Samples8 is { } bytes)
            {
                var samples = new byte[stride];
                rows.ReadRow(samples);
                Assert.Equal(bytes[(row * stride)..((row + 1) * stride)], samples);
            }
            else
            {
                var samples = new ushort[stride];
                rows.ReadRow(samples);
                Assert.Equal(whole.Samples16![(row * stride)..((row + 1) * stride)], samples);
            }
        }
        Assert.Equal(whole.Height, rows.RowsRead);
    }

    [Fact]
    public void An_interlaced_image_is_refused_by_name()
    {
        using var stream = File.OpenRead(PixelDigest.Goldens("png/c2-b08-adam7-13x11.png"));
        var error = Assert.Throws<UnsupportedFeatureException>(() => new PngRowReader(stream, "a.png", leaveOpen: true));
        Assert.Contains("interlac", error.Message, StringComparison.Ordinal);
    }
}
