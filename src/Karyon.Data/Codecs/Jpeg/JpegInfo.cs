namespace Karyon.Data.Codecs.Jpeg;

/// <summary>What the headers of a JPEG file say, without its pixels.</summary>
/// <param name="Width">Columns, px.</param>
/// <param name="Height">Rows, px.</param>
/// <param name="Model">What the decoded samples will mean.</param>
/// <param name="IsProgressive">Whether the image comes in several scans of rising precision.</param>
/// <param name="MicronsPerPixel">Pixel size from the JFIF density where it can be a microscope's (0.05 to 20 µm), else null.</param>
public sealed record JpegInfo(int Width, int Height, ColorModel Model, bool IsProgressive, double? MicronsPerPixel);
