namespace Karyon.Data.Codecs.Tiff;

/// <summary>Types of a field's values, by their numbers in the file.</summary>
public enum TiffFieldType
{
    /// <summary>8-bit unsigned.</summary>
    Byte = 1,

    /// <summary>Text, ended by a zero.</summary>
    Ascii = 2,

    /// <summary>16-bit unsigned.</summary>
    Short = 3,

    /// <summary>32-bit unsigned.</summary>
    Long = 4,

    /// <summary>Two 32-bit unsigned: numerator and denominator.</summary>
    Rational = 5,

    /// <summary>8-bit signed.</summary>
    SByte = 6,

    /// <summary>Bytes of any meaning.</summary>
    Undefined = 7,

    /// <summary>16-bit signed.</summary>
    SShort = 8,

    /// <summary>32-bit signed.</summary>
    SLong = 9,

    /// <summary>Two 32-bit signed: numerator and denominator.</summary>
    SRational = 10,

    /// <summary>32-bit floating point.</summary>
    Float = 11,

    /// <summary>64-bit floating point.</summary>
    Double = 12,

    /// <summary>32-bit offset of a directory.</summary>
    Ifd = 13,

    /// <summary>64-bit unsigned (BigTIFF).</summary>
    Long8 = 16,

    /// <summary>64-bit signed (BigTIFF).</summary>
    SLong8 = 17,

    /// <summary>64-bit offset of a directory (BigTIFF).</summary>
    Ifd8 = 18,
}

/// <summary>Facts about field types.</summary>
internal static class TiffFieldTypes
{
    /// <summary>Bytes of one value; 0 for a type that is not known.</summary>
    public static int Size(this TiffFieldType type) => type switch
    {
        TiffFieldType.Byte or TiffFieldType.Ascii or TiffFieldType.SByte or TiffFieldType.Undefined => 1,
        TiffFieldType.Short or TiffFieldType.SShort => 2,
        TiffFieldType.Long or TiffFieldType.SLong or TiffFieldType.Float or TiffFieldType.Ifd => 4,
        TiffFieldType.Rational or TiffFieldType.SRational or TiffFieldType.Double or TiffFieldType.Long8 or TiffFieldType.SLong8 or TiffFieldType.Ifd8 => 8,
        _ => 0,
    };
}
