namespace Karyon.Learning.Inference.Published;

/// <summary>A window along one axis of an image, px.</summary>
/// <param name="Output">The first pixel that its maps are of; below 0 where they begin in the padding.</param>
/// <param name="From">The first pixel of the image that takes its maps.</param>
/// <param name="To">The pixel after the last.</param>
public readonly record struct PublishedWindow(int Output, int From, int To);
