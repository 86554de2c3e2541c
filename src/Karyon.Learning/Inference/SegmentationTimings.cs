namespace Karyon.Learning.Inference;

/// <summary>Time per stage, seconds. Stages overlap where there are several threads: each is the sum over its pieces of work.</summary>
/// <param name="Read">Reading, resampling and mirroring pixels.</param>
/// <param name="Network">The network, plans made for it included.</param>
/// <param name="Decode">From maps to nuclei.</param>
/// <param name="Total">By the clock, from call to return.</param>
public sealed record SegmentationTimings(double Read, double Network, double Decode, double Total);
