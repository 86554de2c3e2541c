using Karyon.Core.Rasters;

namespace Karyon.Data.Datasets;

/// <summary>Decodes the image files of a data set. Any thread may call it.</summary>
public interface IImageReader
{
    /// <summary>Reads an image as 8-bit RGB; alpha is dropped, not blended.</summary>
    /// <exception cref="Codecs.InvalidFileException">The file is absent or cannot be decoded.</exception>
    Raster<Rgb> ReadRgb(string path);

    /// <summary>Reads a grey image of whole numbers (8, 16 or 32 bits) with its values as they are.</summary>
    /// <exception cref="Codecs.InvalidFileException">The file is absent, cannot be decoded, or has colours.</exception>
    LabelMap ReadLabels(string path);

    /// <summary>Reads an image's size only. Decodes the whole image where an implementation knows no better way.</summary>
    /// <exception cref="Codecs.InvalidFileException">The file is absent or cannot be decoded.</exception>
    (int Width, int Height) ReadSize(string path)
    {
        var image = ReadRgb(path);
        return (image.Width, image.Height);
    }

    /// <summary>Reads the pixel size that an image's file states, µm; null where it states none that microscopy can have, or an implementation does not look.</summary>
    /// <exception cref="Codecs.InvalidFileException">The file is absent or no image.</exception>
    double? ReadMicronsPerPixel(string path) => null;
}
