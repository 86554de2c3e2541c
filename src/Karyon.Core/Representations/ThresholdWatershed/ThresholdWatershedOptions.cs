namespace Karyon.Core.Representations.ThresholdWatershed;

/// <summary>
/// What the threshold-and-watershed decoder may be told. Lists are by class index (0 the first class after background); an empty list takes the single
/// value for every class.
/// </summary>
public sealed record ThresholdWatershedOptions
{
    /// <summary>
    /// Published: in half precision, window by window, with the original's slips: where windows overlap the later one erases, numbers begin anew after a
    /// window without nuclei, windows of little more than a nucleus are skipped, and holes are looked for in a crop, so that background which the crop cuts off
    /// and other nuclei are filled too. Corrected: the whole map at once, holes are what a nucleus encloses, and nothing is overwritten.
    /// </summary>
    public DecoderRule Rule { get; init; } = DecoderRule.Corrected;

    /// <summary>A pixel is nucleus where 1 less the background is above this.</summary>
    public double ForegroundThreshold { get; init; } = 0.5;

    /// <summary>The same by the class of the pixel.</summary>
    public IReadOnlyList<double> ForegroundThresholds { get; init; } = [];

    /// <summary>A pixel is seed where the interior is above this.</summary>
    public double SeedThreshold { get; init; } = 0.5;

    /// <summary>The same by the class of the pixel.</summary>
    public IReadOnlyList<double> SeedThresholds { get; init; } = [];

    /// <summary>With <see cref="DecoderRule.Published"/>: pieces that a nucleus leaves of its crop are filled if they have fewer pixels than this.</summary>
    public int MaximumHoleArea { get; init; } = 128;

    /// <summary>Nuclei of so many pixels or fewer are dropped, by class.</summary>
    public IReadOnlyList<int> SmallestAreas { get; init; } = [];

    /// <summary>Nuclei of so many pixels or more are dropped, by class.</summary>
    public IReadOnlyList<int> LargestAreas { get; init; } = [];

    /// <summary>The areas that HoVer-NeXt keeps on PanNuke.</summary>
    public static ThresholdWatershedOptions PanNuke { get; } = new()
    {
        MaximumHoleArea = 128, SmallestAreas = [10, 10, 10, 10, 10], LargestAreas = [20000, 20000, 20000, 3000, 10000],
    };

    /// <summary>The areas that HoVer-NeXt keeps on Lizard.</summary>
    public static ThresholdWatershedOptions Lizard { get; } = new()
    {
        MaximumHoleArea = 32, SmallestAreas = [30, 30, 20, 20, 30, 30, 15], LargestAreas = [5000, 5000, 5000, 5000, 5000, 5000, 5000],
    };

    internal double ForegroundOf(int classIndex) => Of(ForegroundThresholds, classIndex, ForegroundThreshold);

    internal double SeedOf(int classIndex) => Of(SeedThresholds, classIndex, SeedThreshold);

    internal bool Keeps(int classIndex, int area) => area > Of(SmallestAreas, classIndex, 0) && area < Of(LargestAreas, classIndex, int.MaxValue);

    /// <summary>A class's value; where a pixel has no class, or the list none for it, the single value.</summary>
    private static T Of<T>(IReadOnlyList<T> values, int classIndex, T single) => (uint)classIndex < (uint)values.Count ? values[classIndex] : single;
}
