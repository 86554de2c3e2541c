using Karyon.Data.Codecs;

namespace Karyon.Data.Tests.Codecs;

/// <summary>Seeded images with smooth parts, noise and extremes.</summary>
internal static class TestImages
{
    public static DecodedImage Make(int width, int height, ColorModel model, int bits, int seed, double? micronsPerPixel = null)
    {
        var random = new Random(seed);
        var image = DecodedImage.Blank(width, height, model, bits, micronsPerPixel);
        var bytes = image.AllBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(i / 7 + (random.Next(4) == 0 ? random.Next(256) : 0));
        return image;
    }

    public static void AssertSame(DecodedImage expected, DecodedImage actual)
    {
        Assert.Equal((expected.Width, expected.Height, expected.Model, expected.BitsPerSample), (actual.Width, actual.Height, actual.Model, actual.BitsPerSample));
        Assert.True(expected.AllBytes().SequenceEqual(actual.AllBytes()), "the pixels differ");
    }
}
