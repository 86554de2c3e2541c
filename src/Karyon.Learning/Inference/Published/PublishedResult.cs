namespace Karyon.Learning.Inference.Published;

/// <summary>What was found in an image as a published tool finds it.</summary>
/// <param name="Nuclei">The nuclei, in pixels of the image.</param>
/// <param name="Columns">Windows across that the network saw.</param>
/// <param name="Rows">Windows down that the network saw.</param>
/// <param name="Timings">Time per stage.</param>
public sealed record PublishedResult(PublishedNuclei Nuclei, int Columns, int Rows, SegmentationTimings Timings);
