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
