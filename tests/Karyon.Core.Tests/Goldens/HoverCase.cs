using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;

namespace Karyon.Core.Tests.Goldens;

/// <summary>The input maps of one case of <c>goldens/postproc/hovernet</c>.</summary>
internal sealed record HoverCase(Raster<float> Probability, Raster<float> Horizontal, Raster<float> Vertical, Raster<byte> Classes)
{
    public int Width => Probability.Width;

    public int Height => Probability.Height;

    public static HoverCase Load(string folder) => new(
        NpyFile.Load(Path.Combine(folder, "np.npy.gz")).ToRaster<float>(), NpyFile.Load(Path.Combine(folder, "h.npy.gz")).ToRaster<float>(),
        NpyFile.Load(Path.Combine(folder, "v.npy.gz")).ToRaster<float>(), NpyFile.Load(Path.Combine(folder, "type.npy.gz")).ToRaster<byte>());

    public HoverMaps View() => new(Width, Height, Width, Probability.Pixels, Horizontal.Pixels, Vertical.Pixels, Classes.Pixels, 6);
}
