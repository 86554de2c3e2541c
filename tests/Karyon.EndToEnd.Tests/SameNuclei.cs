using Karyon.Core.Metrics;
using Karyon.Core.Rasters;

namespace Karyon.EndToEnd.Tests;

/// <summary>Compares what two runs found.</summary>
internal static class SameNuclei
{
    /// <summary>Checks that two maps hold the same nuclei, matched by an IoU above 0.5, but for a share of them on either side.</summary>
    public static void Check(LabelMap expected, LabelMap found, double share, string what)
    {
        var scores = InstanceScores.Measure(expected, found)!;
        var count = scores.TruePositives + scores.FalseNegatives;
        Assert.True(count > 50, $"{what}: {count} nuclei say nothing");
        Assert.True(scores.FalseNegatives <= share * count, $"{what}: {scores.FalseNegatives} of {count} nuclei are lost");
        Assert.True(scores.FalsePositives <= share * count, $"{what}: {scores.FalsePositives} nuclei are new beside {count}");
    }
}
