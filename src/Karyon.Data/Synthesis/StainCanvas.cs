using Karyon.Core.Rasters;

namespace Karyon.Data.Synthesis;

/// <summary>How much of each stain lies on every pixel, in units of optical density along the stain's vector.</summary>
internal sealed class StainCanvas(int width, int height)
{
    /// <summary>Hematoxylin.</summary>
    public Raster<float> Hematoxylin { get; } = new(width, height);

    /// <summary>Eosin.</summary>
    public Raster<float> Eosin { get; } = new(width, height);

    /// <summary>Blood: the haemoglobin of red cells under eosin.</summary>
    public Raster<float> Blood { get; } = new(width, height);
}
