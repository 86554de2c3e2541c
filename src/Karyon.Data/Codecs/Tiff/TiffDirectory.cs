using Karyon.Core.Rasters;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>One image of a TIFF: its fields, its geometry and its pixels. Thread safe.</summary>
public sealed class TiffDirectory
{
    private readonly TiffByteReader _reader;
    private readonly Dictionary<TiffTag, TiffField> _fields;
    private readonly Lazy<TiffLayout> _layout;
    private readonly Lazy<TiffTileReader> _tiles;

    internal TiffDirectory(TiffByteReader reader, string name, Dictionary<TiffTag, TiffField> fields, IReadOnlyList<TiffDirectory> subDirectories)
    {
        (_reader, Name, _fields, SubDirectories) = (reader, name, fields, subDirectories);
        _layout = new Lazy<TiffLayout>(() => TiffLayout.Read(this));
        _tiles = new Lazy<TiffTileReader>(() => new TiffTileReader(this, _reader));
    }

    /// <summary>Its place in the file, e.g. <c>IFD 3</c>.</summary>
    public string Name { get; }

    /// <summary>The fields as they stand in the file, by tag.</summary>
    public IReadOnlyDictionary<TiffTag, TiffField> Fields => _fields;

    /// <summary>The directories of its SubIFDs field, in order.</summary>
    public IReadOnlyList<TiffDirectory> SubDirectories { get; }

    /// <summary>How the pixels are stored.</summary>
    /// <exception cref="InvalidFileException">The fields are missing or contradict each other.</exception>
    /// <exception cref="UnsupportedFeatureException">The layout is one that is not read; the message names it.</exception>
    public TiffLayout Layout => _layout.Value;

    /// <summary>Columns, px.</summary>
    /// <exception cref="InvalidFileException">The file does not say it, or says nonsense.</exception>
    public int Width => (int)Integer(TiffTag.ImageWidth, null, 1, int.MaxValue);

    /// <summary>Rows, px.</summary>
    /// <exception cref="InvalidFileException">The file does not say it, or says nonsense.</exception>
    public int Height => (int)Integer(TiffTag.ImageLength, null, 1, int.MaxValue);

    /// <summary>The free text of the ImageDescription field, or null.</summary>
    public string? Description => Text(TiffTag.ImageDescription);

    /// <summary>Pixel size by the resolution fields, µm, or null where they state none that microscopy can have.</summary>
    public double? MicronsPerPixel
    {
        get
        {
            if (Real(TiffTag.XResolution) is not { } x || Real(TiffTag.YResolution) is not { } y) return null;
            const int inch = 2, centimetre = 3;
            return (int)(Integers(TiffTag.ResolutionUnit) is { Length: > 0 } unit ? unit[0] : inch) switch
            {
                inch => PixelSize.FromPixelsPerMetre(x / 0.0254, y / 0.0254),
                centimetre => PixelSize.FromPixelsPerMetre(x * 100, y * 100),
                _ => null,
            };
        }
    }

    /// <summary>File and place, for messages.</summary>
    internal string Where => $"{_reader.Name}: {Name}";

    /// <summary>Bounds on what is decoded.</summary>
    internal DecodeLimits Limits => _reader.Limits;

    /// <summary>Whether there is such a field.</summary>
    public bool Has(TiffTag tag) => _fields.ContainsKey(tag);

    /// <summary>A field's values as whole numbers, or null where it is absent or of another type.</summary>
    /// <exception cref="InvalidFileException">The values lie past the end of the file.</exception>
    public long[]? Integers(TiffTag tag) => _fields.TryGetValue(tag, out var field) ? _reader.Integers(field, Name) : null;

    /// <summary>A field's first value as a real number (maybe infinite or not a number), or null where it is absent or text.</summary>
    /// <exception cref="InvalidFileException">The value lies past the end of the file.</exception>
    public double? Real(TiffTag tag) => _fields.TryGetValue(tag, out var field) ? _reader.Real(field, Name) : null;

    /// <summary>A field's text up to its first zero, or null where it is absent or no text.</summary>
    /// <exception cref="InvalidFileException">The text lies past the end of the file.</exception>
    public string? Text(TiffTag tag) => _fields.TryGetValue(tag, out var field) ? _reader.Text(field, Name) : null;

    /// <summary>A field's values as the bytes of the file, or null where it is absent.</summary>
    /// <exception cref="InvalidFileException">The values lie past the end of the file.</exception>
    public byte[]? Bytes(TiffTag tag) => _fields.TryGetValue(tag, out var field) ? _reader.Bytes(field, Name) : null;

    /// <summary>Whether a tile (or strip) is stored; those that are not read as background.</summary>
    /// <param name="column">Column of tiles.</param>
    /// <param name="row">Row of tiles.</param>
    /// <exception cref="InvalidFileException">The layout is damaged.</exception>
    public bool HasTile(int column, int row) => _tiles.Value.IsStored(column, row);

    /// <summary>
    /// Decodes one tile (or strip) whole, including what reaches beyond the image. One that is not stored is background:
    /// white in colour, 0 in grey.
    /// </summary>
    /// <param name="column">Column of tiles, 0 to <see cref="TiffLayout.TilesAcross"/>.</param>
    /// <param name="row">Row of tiles, 0 to <see cref="TiffLayout.TilesDown"/>.</param>
    /// <returns>An image of the tile's size; the last strip has fewer rows.</returns>
    /// <exception cref="InvalidFileException">The tile is damaged or truncated; the message says where it stands.</exception>
    public DecodedImage ReadTile(int column, int row) => _tiles.Value.ReadTile(column, row);

    /// <summary>Decodes a window; only tiles that it meets are read.</summary>
    /// <param name="window">Inside the image, not empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window leaves the image or is empty.</exception>
    /// <exception cref="InvalidFileException">A tile is damaged or truncated, or the window exceeds the limits.</exception>
    public DecodedImage ReadRegion(Rect window) => _tiles.Value.ReadRegion(window, asStored: false);

    /// <summary>Decodes the whole image.</summary>
    /// <exception cref="InvalidFileException">A tile is damaged or truncated, or the image exceeds the limits.</exception>
    public DecodedImage Read() => ReadRegion(new Rect(0, 0, Layout.Width, Layout.Height));

    /// <summary>Decodes the whole image for labels: palette indices and stored values as they stand.</summary>
    internal DecodedImage ReadAsStored() => _tiles.Value.ReadRegion(new Rect(0, 0, Layout.Width, Layout.Height), asStored: true);

    /// <summary>Size and layout, without touching pixels.</summary>
    internal ImageFileInfo Describe() => new(ImageFormat.Tiff, Layout.Width, Layout.Height, Layout.Model, Layout.BitsPerSample, MicronsPerPixel);

    /// <summary>A field's first value, checked for range; without the field the fallback, or an error where that is null.</summary>
    internal long Integer(TiffTag tag, long? fallback, long smallest, long largest)
    {
        if (!_fields.TryGetValue(tag, out var field))
            return fallback ?? throw Invalid($"tag {(int)tag} ({tag}) is missing; the file is damaged or holds no image");
        var values = field.Count > 0 ? _reader.Integers(field with { Count = 1 }, Name) : [];
        if (values is not { Length: > 0 }) throw Invalid($"tag {(int)tag} ({tag}) holds no number; the file is damaged");
        if (values[0] < smallest || values[0] > largest)
            throw Invalid($"tag {(int)tag} ({tag}) is {(ulong)values[0]}, not within {smallest}..{largest}; the file is damaged");
        return values[0];
    }

    /// <summary>An exception that names the place.</summary>
    internal InvalidFileException Invalid(string what) => new($"{Where}: {what}");

    /// <summary>An exception that names the place and the feature.</summary>
    internal UnsupportedFeatureException Unsupported(string feature) =>
        new($"{Where}: {feature} is not read; convert the file to 8-bit RGB or 8-, 16- or 32-bit grey with deflate, LZW or JPEG compression");
}
