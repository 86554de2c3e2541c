using Karyon.Core.Rasters;
using Karyon.Data.Slides;

namespace Karyon.Learning.Tests.Inference;

/// <summary>A white slide of any size that takes no memory.</summary>
internal sealed class WhiteSlide(int width, int height) : ISlide
{
    public int FailsFromRow { get; init; } = int.MaxValue;

    public string Name => "white";

    public IReadOnlyList<SlideLevel> Levels { get; } = [new(width, height, 1)];

    public StatedPixelSize? PixelSize => null;

    public Rect Bounds => new(0, 0, width, height);

    public void ReadRegion(int level, Rect region, Raster<Rgb> destination)
    {
        if (region.Bottom > FailsFromRow) throw new IOException("the slide is damaged");
        Array.Fill(destination.Pixels, new Rgb(255, 255, 255));
    }

    public void Dispose()
    {
    }
}
