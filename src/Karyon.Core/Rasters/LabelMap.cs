namespace Karyon.Core.Rasters;

/// <summary>An instance map: 0 is background, every other value one nucleus. Ids need not be consecutive.</summary>
public sealed class LabelMap
{
    /// <summary>Makes an empty map.</summary>
    public LabelMap(int width, int height) => Raster = new Raster<int>(width, height);

    /// <summary>Wraps a raster; the map owns it from here on.</summary>
    public LabelMap(Raster<int> raster) => Raster = raster;

    /// <summary>The ids per pixel.</summary>
    public Raster<int> Raster { get; }

    /// <summary>Columns, px.</summary>
    public int Width => Raster.Width;

    /// <summary>Rows, px.</summary>
    public int Height => Raster.Height;

    /// <summary>All ids, row after row.</summary>
    public int[] Pixels => Raster.Pixels;

    /// <summary>The id at a row and column.</summary>
    public ref int this[int row, int column] => ref Raster[row, column];
}
