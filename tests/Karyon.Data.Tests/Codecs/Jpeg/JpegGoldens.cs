using System.Security.Cryptography;
using System.Text.Json;
using Karyon.Data.Codecs;
using Karyon.Testing;

namespace Karyon.Data.Tests.Codecs.Jpeg;

/// <summary>The files of Goldens/jpeg and what Pillow reads from them (make_goldens.py).</summary>
internal static class JpegGoldens
{
    public static string Folder { get; } = Path.Combine(Checkout.Root, "tests", "Karyon.Data.Tests", "Goldens", "jpeg");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".jpg"));

    /// <summary>Names to (width, height, Pillow's mode, SHA-256 of the pixels), or to null where the file is to be refused.</summary>
    public static SortedDictionary<string, Picture?> ReadList(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var list = new SortedDictionary<string, Picture?>(StringComparer.Ordinal);
        foreach (var entry in document.RootElement.EnumerateObject())
            list[entry.Name] = entry.Value.ValueKind == JsonValueKind.Null
                ? null
                : new Picture(entry.Value[0].GetInt32(), entry.Value[1].GetInt32(), entry.Value[2].GetString()!, entry.Value[3].GetString()!);
        return list;
    }

    public static Picture Describe(DecodedImage image) => new(
        image.Width, image.Height,
        image.Model switch { ColorModel.Grey => "L", ColorModel.Rgb => "RGB", _ => "CMYK" },
        Convert.ToHexStringLower(SHA256.HashData(image.Samples8!)));

    internal sealed record Picture(int Width, int Height, string Mode, string Sha256);
}
