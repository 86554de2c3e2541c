namespace Karyon.Data.Codecs.Jpeg;

/// <summary>What the components of a JPEG stream mean, told by the container that holds it (a TIFF's PhotometricInterpretation).</summary>
public enum JpegColorHint
{
    /// <summary>As the stream itself says: JFIF, Adobe APP14, component identifiers, in libjpeg's order.</summary>
    FromFile,

    /// <summary>Three components that are red, green and blue as stored; no transform.</summary>
    Rgb,

    /// <summary>Three components that are luma and two chroma; transformed to RGB.</summary>
    YCbCr,

    /// <summary>One component.</summary>
    Grey,

    /// <summary>Four components as stored, 0 is no ink (TIFF's "separated"); neither transformed nor inverted.</summary>
    Cmyk,
}
