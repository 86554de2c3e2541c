namespace Karyon.Core.Rasters;

/// <summary>
/// One axis of a resampling: which source pixels, with which weights, make a target pixel. Reductions average the area under a target pixel;
/// enlargements interpolate linearly between pixel centres, the edge pixel repeated. Weights depend on the target's index alone, so a window
/// gets the same values as the whole.
/// </summary>
/// <param name="SourceLength">Pixels of the source, 1 or more.</param>
/// <param name="TargetLength">Pixels of the target, 1 or more; both axes begin and end at the same places.</param>
public readonly record struct ResamplingAxis(int SourceLength, int TargetLength)
{
    /// <summary>Source pixels along one target pixel.</summary>
    public double Scale => (double)SourceLength / TargetLength;

    /// <summary>The source pixels that a range of target pixels reads.</summary>
    /// <param name="start">First target pixel.</param>
    /// <param name="end">The one after the last; above <paramref name="start"/>.</param>
    public (int Start, int End) SourceRange(int start, int end)
    {
        var (first, _) = Taps(start);
        var (last, count) = Taps(end - 1);
        return (first, last + count);
    }

    /// <summary>First source pixel of a target pixel and how many follow each other.</summary>
    public (int First, int Count) Taps(int target)
    {
        if (TargetLength < SourceLength)
        {
            var first = Math.Min((int)Edge(target), SourceLength - 1);
            var end = Math.Clamp((int)Math.Ceiling(Edge(target + 1)), first + 1, SourceLength);
            return (first, end - first);
        }
        var left = Math.Clamp((int)Math.Floor(Centre(target)), 0, SourceLength - 1);
        return (left, left + 1 < SourceLength ? 2 : 1);
    }

    /// <summary>The weight of a source pixel among the taps of a target pixel; a target's weights sum to 1 but for rounding.</summary>
    public float Weight(int target, int source)
    {
        if (TargetLength < SourceLength)
        {
            double from = Edge(target), to = Edge(target + 1);
            return (float)(Math.Max(0, Math.Min(to, source + 1) - Math.Max(from, source)) / (to - from));
        }
        var (first, count) = Taps(target);
        if (count == 1) return 1;
        var share = Math.Clamp(Centre(target) - first, 0, 1);
        return (float)(source == first ? 1 - share : share);
    }

    private double Edge(int target) => (double)target * SourceLength / TargetLength;

    private double Centre(int target) => (target + 0.5) * SourceLength / TargetLength - 0.5;
}
