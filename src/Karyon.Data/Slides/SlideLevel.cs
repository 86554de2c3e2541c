namespace Karyon.Data.Slides;

/// <summary>One resolution of a slide.</summary>
/// <param name="Width">Columns, px of this level.</param>
/// <param name="Height">Rows, px of this level.</param>
/// <param name="Downsample">Level-0 pixels along one side of a pixel of this level; 1 for level 0.</param>
public sealed record SlideLevel(int Width, int Height, double Downsample);
