namespace Karyon.Data.Codecs.Tiff;

/// <summary>A field of a directory: where its values stand. They are read when asked for.</summary>
/// <param name="Tag">The tag's number; see <see cref="TiffTag"/>.</param>
/// <param name="Type">The values' type.</param>
/// <param name="Count">How many there are; what the file says, not yet checked against its length.</param>
/// <param name="Offset">Where the first one stands in the file.</param>
public readonly record struct TiffField(TiffTag Tag, TiffFieldType Type, long Count, long Offset);
