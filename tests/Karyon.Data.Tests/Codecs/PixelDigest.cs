using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Testing;

namespace Karyon.Data.Tests.Codecs;

/// <summary>What a golden file says of an image's pixels.</summary>
internal sealed record ExpectedImage(int Width, int Height, int Channels, int Bits, string Sha256)
{
    public string? Rgb { get; init; }

    public string? Labels { get; init; }

    public double? Microns { get; init; }
}

/// <summary>Digests of pixels, as the makers of the goldens take them.</summary>
internal static class PixelDigest
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    public static string Goldens(string relative) => Path.Combine(Checkout.Root, "tests", "Karyon.Data.Tests", "Goldens", relative);

    public static Dictionary<string, ExpectedImage> Load(string relative) =>
        JsonSerializer.Deserialize<Dictionary<string, ExpectedImage>>(File.ReadAllText(Goldens(relative)), Options)!;

    public static string Of(DecodedImage image) =>
        image.Samples8 is { } bytes ? Of<byte>(bytes) : image.Samples16 is { } words ? Of<ushort>(words) : Of<uint>(image.Samples32);

    public static string Of<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)));

    public static string Of(Raster<Rgb> raster) => Of<Rgb>(raster.Pixels);

    public static void AssertEqual(ExpectedImage expected, DecodedImage image, string name)
    {
        Assert.Equal((name, expected.Width, expected.Height, expected.Channels, expected.Bits), (name, image.Width, image.Height, image.Channels, image.BitsPerSample));
        Assert.Equal((name, expected.Sha256), (name, Of(image)));
    }
}
