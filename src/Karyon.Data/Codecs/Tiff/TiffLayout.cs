namespace Karyon.Data.Codecs.Tiff;

/// <summary>
/// How a directory's pixels are stored, checked for consistency. Strips are tiles as wide as the image. Tiles are
/// numbered row after row; with separate planes all tiles of the first plane come first.
/// </summary>
/// <param name="Width">Columns, px, 1 or more.</param>
/// <param name="Height">Rows, px, 1 or more.</param>
/// <param name="IsTiled">Tiles, or strips.</param>
/// <param name="TileWidth">Columns of a tile, px; those at the right border reach beyond the image.</param>
/// <param name="TileHeight">Rows of a tile, px; tiles at the bottom reach beyond the image, the last strip does not.</param>
/// <param name="SamplesPerPixel">Stored samples, extra ones included.</param>
/// <param name="StoredBits">Bits of a stored sample: 1, 2, 4, 8, 16 or 32.</param>
/// <param name="IsPlanar">Whether each sample has a plane of its own.</param>
/// <param name="Compression">How tiles are compressed; maybe one that is not read.</param>
/// <param name="Photometric">What stored samples mean.</param>
/// <param name="HasPredictor">Whether each sample was stored minus the one on its left.</param>
/// <param name="Model">What decoded samples mean.</param>
public sealed record TiffLayout(
    int Width, int Height, bool IsTiled, int TileWidth, int TileHeight, int SamplesPerPixel, int StoredBits, bool IsPlanar,
    TiffCompression Compression, TiffPhotometric Photometric, bool HasPredictor, ColorModel Model)
{
    /// <summary>Bits of a decoded sample: 8, 16 or 32.</summary>
    public int BitsPerSample => Math.Max(8, StoredBits);

    /// <summary>Tiles in a row of tiles.</summary>
    public int TilesAcross => (int)(((long)Width + TileWidth - 1) / TileWidth);

    /// <summary>Rows of tiles.</summary>
    public int TilesDown => (int)(((long)Height + TileHeight - 1) / TileHeight);

    /// <summary>Tiles that cover the image once.</summary>
    public long TilesPerPlane => (long)TilesAcross * TilesDown;

    /// <summary>Planes that are stored one after the other.</summary>
    public int Planes => IsPlanar ? SamplesPerPixel : 1;

    /// <summary>Samples of a pixel within one plane.</summary>
    public int SamplesPerPlane => IsPlanar ? 1 : SamplesPerPixel;

    /// <summary>Rows that a row of tiles stores: fewer in the last strip.</summary>
    public int StoredRows(int tileRow) => IsTiled ? TileHeight : Math.Min(TileHeight, Height - tileRow * TileHeight);

    /// <summary>Bytes of one uncompressed row of a tile, in one plane.</summary>
    public long StoredRowBytes => ((long)TileWidth * SamplesPerPlane * StoredBits + 7) / 8;

    /// <summary>Bytes of a decoded pixel.</summary>
    public int PixelBytes(ColorModel model) => model.ChannelCount() * BitsPerSample / 8;

    /// <summary>Reads and checks a directory's layout.</summary>
    /// <exception cref="InvalidFileException">A field is missing or contradicts another.</exception>
    /// <exception cref="UnsupportedFeatureException">The layout is one that is not read; the message names it.</exception>
    internal static TiffLayout Read(TiffDirectory directory)
    {
        var width = Size(directory, TiffTag.ImageWidth);
        var height = Size(directory, TiffTag.ImageLength);
        var samples = (int)directory.Integer(TiffTag.SamplesPerPixel, 1, 1, 64);
        var compression = (TiffCompression)directory.Integer(TiffTag.Compression, 1, 0, ushort.MaxValue);
        var photometric = ReadPhotometric(directory, samples);
        var bits = ReadBits(directory, samples);
        var isTiled = directory.Has(TiffTag.TileWidth) || directory.Has(TiffTag.TileOffsets);
        int tileWidth = width, tileHeight;
        if (isTiled)
        {
            tileWidth = Size(directory, TiffTag.TileWidth);
            tileHeight = Size(directory, TiffTag.TileLength);
        }
        else
        {
            // 2^32 - 1, the default, stands for one strip.
            tileHeight = (int)Math.Min(height, directory.Integer(TiffTag.RowsPerStrip, uint.MaxValue, 1, uint.MaxValue));
        }
        var planar = directory.Integer(TiffTag.PlanarConfiguration, 1, 1, 2) == 2 && samples > 1;
        var predictor = directory.Integer(TiffTag.Predictor, 1, 0, ushort.MaxValue);
        if (predictor > 2) throw directory.Unsupported(predictor == 3 ? "the floating-point predictor (3)" : $"predictor {predictor}");
        // A predictor has no meaning for other compressions, and libtiff ignores it there.
        var hasPredictor = predictor == 2 && (compression is TiffCompression.Lzw or TiffCompression.Deflate or TiffCompression.DeflateOld);
        if (hasPredictor && bits < 8) throw directory.Unsupported($"a predictor on samples of {bits} bits");
        if (directory.Integer(TiffTag.FillOrder, 1, 1, 2) == 2 && compression != TiffCompression.Jpeg) throw directory.Unsupported("bytes with their bits in reverse (FillOrder 2)");
        if (compression == TiffCompression.Jpeg && bits != 8) throw directory.Unsupported($"JPEG with samples of {bits} bits");
        var model = ReadModel(directory, photometric, samples, bits, compression);
        var layout = new TiffLayout(width, height, isTiled, tileWidth, tileHeight, samples, bits, planar, compression, photometric, hasPredictor, model);
        directory.Limits.DemandImage($"{directory.Where}, one {(isTiled ? "tile" : "strip")}", tileWidth, tileHeight, Math.Max(layout.SamplesPerPlane * layout.BitsPerSample / 8, layout.PixelBytes(model)));
        return layout;
    }

    private static int Size(TiffDirectory directory, TiffTag tag) => (int)directory.Integer(tag, null, 1, int.MaxValue);

    private static TiffPhotometric ReadPhotometric(TiffDirectory directory, int samples)
    {
        // Some writers leave the tag out; samples then speak for themselves, as in libtiff.
        var photometric = (TiffPhotometric)directory.Integer(TiffTag.PhotometricInterpretation, samples >= 3 ? 2 : 1, 0, ushort.MaxValue);
        if (!Enum.IsDefined(photometric))
            throw directory.Unsupported((int)photometric switch
            {
                8 or 9 or 10 => "CIE L*a*b* colour",
                32803 => "a colour filter array",
                32844 or 32845 => "LogLuv colour",
                var number => $"PhotometricInterpretation {number}",
            });
        // Bio-Formats writes colour as three or four samples of grey; other programs show them as colour, and so is it meant.
        return photometric == TiffPhotometric.BlackIsZero && samples is (3 or 4) ? TiffPhotometric.Rgb : photometric;
    }

    private static int ReadBits(TiffDirectory directory, int samples)
    {
        long bits = 1, format = 1;
        if (directory.Integers(TiffTag.BitsPerSample) is { Length: > 0 } all)
        {
            bits = all[0];
            if (all.AsSpan(0, Math.Min(all.Length, samples)).ContainsAnyExcept(bits))
                throw directory.Unsupported($"samples of different sizes ({string.Join(", ", all.Take(samples))} bits)");
        }
        if (directory.Integers(TiffTag.SampleFormat) is { Length: > 0 } formats) format = formats[0];
        if (format == 3) throw directory.Unsupported($"floating-point samples of {bits} bits");
        // Labels are often written as signed 32-bit numbers; conversion to labels refuses those below zero.
        if (format == 2 && bits != 32) throw directory.Unsupported($"signed samples of {bits} bits");
        if (format is < 1 or > 4) throw directory.Unsupported($"SampleFormat {format}");
        if (bits is 1 or 2 or 4 or 8 or 16 or 32) return (int)bits;
        throw directory.Unsupported($"samples of {bits} bits");
    }

    private static ColorModel ReadModel(TiffDirectory directory, TiffPhotometric photometric, int samples, int bits, TiffCompression compression)
    {
        var colors = photometric switch
        {
            TiffPhotometric.Rgb or TiffPhotometric.YCbCr => 3,
            TiffPhotometric.Separated => 4,
            _ => 1,
        };
        if (samples < colors) throw directory.Invalid($"{samples} samples a pixel are too few for {photometric}");
        if (photometric == TiffPhotometric.YCbCr && compression != TiffCompression.Jpeg && TiffCompressions.IsRead(compression))
            throw directory.Unsupported("YCbCr colour outside JPEG");
        if (photometric == TiffPhotometric.Palette && bits > 8) throw directory.Unsupported($"a palette with indices of {bits} bits");
        if (bits == 32 && (colors > 1 || samples > 1)) throw directory.Unsupported($"{samples} samples of 32 bits a pixel");
        if (bits < 8 && samples > 1) throw directory.Unsupported($"{samples} samples of {bits} bits a pixel");
        var extras = directory.Integers(TiffTag.ExtraSamples);
        if (colors == 1 && samples > 2) throw directory.Unsupported($"{samples} grey samples a pixel");
        // 1 is alpha that colours were multiplied with, 2 plain alpha. Without the tag a fourth sample of RGB is alpha, as in Pillow.
        var alpha = samples > colors && (extras is { Length: > 0 } ? extras[0] is 1 or 2 : extras is null);
        return photometric switch
        {
            TiffPhotometric.Palette => ColorModel.Rgb,
            TiffPhotometric.Rgb or TiffPhotometric.YCbCr => alpha ? ColorModel.Rgba : ColorModel.Rgb,
            TiffPhotometric.Separated => ColorModel.Cmyk,
            _ => alpha ? ColorModel.GreyAlpha : ColorModel.Grey,
        };
    }
}
