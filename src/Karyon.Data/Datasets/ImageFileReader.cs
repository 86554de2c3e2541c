using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>Decodes a data set's images with this library's codecs. Immutable and thread safe.</summary>
/// <param name="limits">Bounds on an image's size; null for <see cref="DecodeLimits.Default"/>.</param>
public sealed class ImageFileReader(DecodeLimits? limits = null) : IImageReader
{
    /// <inheritdoc/>
    public Raster<Rgb> ReadRgb(string path) => ImageFile.ReadRgb(path, limits).Pixels;

    /// <inheritdoc/>
    public LabelMap ReadLabels(string path) => ImageFile.ReadLabels(path, limits);

    /// <inheritdoc/>
    public (int Width, int Height) ReadSize(string path)
    {
        var info = ImageFile.ReadInfo(path);
        return (info.Width, info.Height);
    }

    /// <inheritdoc/>
    public double? ReadMicronsPerPixel(string path) => ImageFile.ReadInfo(path).MicronsPerPixel;
}
