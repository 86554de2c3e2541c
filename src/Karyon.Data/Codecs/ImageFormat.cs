namespace Karyon.Data.Codecs;

/// <summary>The image formats that this program reads.</summary>
public enum ImageFormat
{
    /// <summary>Portable Network Graphics.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>TIFF, classic or BigTIFF.</summary>
    Tiff,
}
