namespace Karyon.Data.Codecs;

/// <summary>What an image file says about itself, known without decoding its pixels.</summary>
/// <param name="Format">The format, by content.</param>
/// <param name="Width">Columns, px.</param>
/// <param name="Height">Rows, px.</param>
/// <param name="Model">What decoded samples mean.</param>
/// <param name="BitsPerSample">Bits of a decoded sample: 8, 16 or 32.</param>
/// <param name="MicronsPerPixel">Pixel size, µm, or null where the file states none that microscopy can have.</param>
public sealed record ImageFileInfo(ImageFormat Format, int Width, int Height, ColorModel Model, int BitsPerSample, double? MicronsPerPixel);
