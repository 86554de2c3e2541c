using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// The windows in which maps are decoded: cores of a fixed size from the image's top left corner, whatever the tiles are, each with a halo
/// of true maps around it. A nucleus belongs to the window whose half-open core holds its centroid.
/// </summary>
/// <param name="Width">Columns of the image at the network's resolution, px.</param>
/// <param name="Height">Its rows, px.</param>
/// <param name="HaloPx">Maps read around a core, px.</param>
public sealed record WindowGrid(int Width, int Height, int HaloPx)
{
    /// <summary>Side of a core, px. With a halo of 64 px a window is 1.27 times its core.</summary>
    public const int CorePx = 1024;

    /// <summary>Windows across.</summary>
    public int Columns => (Width + CorePx - 1) / CorePx;

    /// <summary>Windows down.</summary>
    public int Rows => (Height + CorePx - 1) / CorePx;

    /// <summary>The pixels whose nuclei a window owns.</summary>
    public Rect Core(int column, int row) =>
        new Rect(column * CorePx, row * CorePx, CorePx, CorePx).Intersect(new Rect(0, 0, Width, Height));

    /// <summary>The pixels that a window reads, inside the image.</summary>
    public Rect Window(int column, int row) => Core(column, row).Inflate(HaloPx).Intersect(new Rect(0, 0, Width, Height));
}
