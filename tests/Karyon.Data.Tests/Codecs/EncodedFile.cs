using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Codecs.Tiff;
using Karyon.Data.Tests.Codecs.Png;
using Karyon.Data.Tests.Codecs.Tiff;

namespace Karyon.Data.Tests.Codecs;

/// <summary>A file of Goldens/encoded: made by our encoders, checked by check_encoded.py with Pillow, OpenCV, tifffile and libtiff.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Image">The pixels.</param>
/// <param name="Png">Choices of a PNG; null for a TIFF.</param>
/// <param name="Tiff">Choices of a TIFF; null for a PNG.</param>
internal sealed record EncodedFile(string Name, DecodedImage Image, PngWriteOptions? Png, TiffWriteOptions? Tiff)
{
    private static readonly TiffWriteOptions Plain = new() { Compression = TiffCompression.None };
    private static readonly TiffWriteOptions Deflate = new() { Compression = TiffCompression.Deflate };
    private static readonly TiffWriteOptions Predicted = Deflate with { Predictor = true };

    public static IReadOnlyList<EncodedFile> All { get; } =
    [
        .. Pngs("grey8", FormulaImage.Make(21, 13, ColorModel.Grey, 8)),
        .. Pngs("grey16", FormulaImage.Make(21, 13, ColorModel.Grey, 16)),
        .. Pngs("rgb8", FormulaImage.Make(21, 13, ColorModel.Rgb, 8)),
        .. Pngs("rgb16", FormulaImage.Make(21, 13, ColorModel.Rgb, 16)),
        .. Pngs("rgba8", FormulaImage.Make(21, 13, ColorModel.Rgba, 8)),
        .. Pngs("rgba16", FormulaImage.Make(21, 13, ColorModel.Rgba, 16)),
        new("grey-alpha8-adaptive.png", FormulaImage.Make(21, 13, ColorModel.GreyAlpha, 8), new PngWriteOptions(), null),
        new("one-pixel.png", FormulaImage.Make(1, 1, ColorModel.Rgb, 8), new PngWriteOptions(), null),
        new("pixel-size.png", FormulaImage.Make(5, 4, ColorModel.Rgb, 8), new PngWriteOptions { MicronsPerPixel = 0.25 }, null),
        Tif("grey8-strips", ColorModel.Grey, 8, Plain),
        Tif("grey16-strips", ColorModel.Grey, 16, Plain),
        Tif("grey32-tiles", ColorModel.Grey, 32, Plain with { TileSize = 16 }),
        Tif("grey-alpha8-strips", ColorModel.GreyAlpha, 8, Plain),
        Tif("rgb8-tiles", ColorModel.Rgb, 8, Plain with { TileSize = 16 }),
        Tif("rgb16-strips", ColorModel.Rgb, 16, Plain),
        Tif("rgba8-strips", ColorModel.Rgba, 8, Plain),
        Tif("cmyk8-strips", ColorModel.Cmyk, 8, Plain),
        Tif("rgb8-tiles-big", ColorModel.Rgb, 8, Plain with { TileSize = 16, BigTiff = true }),
        Tif("rgb8-strips-pixel-size", ColorModel.Rgb, 8, Plain with { MicronsPerPixel = 0.25, Description = "0.25 \u00B5m, H&E" }),
        Tif("grey8-strips-deflate", ColorModel.Grey, 8, Deflate),
        Tif("grey32-tiles-deflate", ColorModel.Grey, 32, Deflate with { TileSize = 16 }),
        Tif("grey32-strips-predictor", ColorModel.Grey, 32, Predicted),
        Tif("rgb8-strips-predictor", ColorModel.Rgb, 8, Predicted),
        Tif("rgb8-tiles-predictor", ColorModel.Rgb, 8, Predicted with { TileSize = 16 }),
        Tif("rgb16-tiles-predictor-big", ColorModel.Rgb, 16, Predicted with { TileSize = 16, BigTiff = true }),
        Tif("rgba8-tiles-predictor", ColorModel.Rgba, 8, Predicted with { TileSize = 16 }),
        Tif("cmyk8-strips-deflate-big", ColorModel.Cmyk, 8, Deflate with { BigTiff = true }),
        // Beyond 256 KiB an image has several strips.
        new("wide-strips-deflate.tif", FormulaImage.Make(9000, 40, ColorModel.Grey, 8, step: 100), null, Deflate),
    ];

    public double? MicronsPerPixel => Png?.MicronsPerPixel ?? Tiff?.MicronsPerPixel;

    /// <summary>Whether every byte is ours; the bytes of deflate may change with the platform's zlib.</summary>
    public bool IsPlain => Tiff is { Compression: TiffCompression.None };

    public string Path => PixelDigest.Goldens("encoded/" + Name);

    /// <summary>The file as our encoder writes it now.</summary>
    public byte[] Encode()
    {
        using var stream = new MemoryStream();
        if (Png is not null) PngEncoder.Encode(stream, Image, Png);
        else TiffEncoder.Encode(stream, Image, Tiff);
        return stream.ToArray();
    }

    /// <summary>The content of a file by its specification.</summary>
    public StoredImage Read(byte[] file) => Png is not null ? PngBySpecification.Read(file) : TiffBySpecification.Read(file);

    private static IEnumerable<EncodedFile> Pngs(string name, DecodedImage image) =>
        Enum.GetValues<PngFilterChoice>().Select(filter => new EncodedFile($"{name}-{filter.ToString().ToLowerInvariant()}.png", image, new PngWriteOptions { Filter = filter }, null));

    private static EncodedFile Tif(string name, ColorModel model, int bits, TiffWriteOptions options) => new(name + ".tif", FormulaImage.Make(21, 19, model, bits), null, options);
}
