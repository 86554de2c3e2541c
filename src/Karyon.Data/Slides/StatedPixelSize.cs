namespace Karyon.Data.Slides;

/// <summary>A pixel size and who says so.</summary>
/// <param name="MicronsPerPixel">Side of a level-0 pixel, µm; above 0.</param>
/// <param name="Source">Where the figure comes from, for people and provenance: <c>png pHYs</c>, <c>--mpp</c>, <c>aperio MPP</c>, <c>default</c> ...</param>
public sealed record StatedPixelSize(double MicronsPerPixel, string Source);
