using System.Text.Json;
using Karyon.Tensors;

namespace Karyon.Learning.Tests.Models;

/// <summary>Mean, deviation and first channel means of features, as the checks beside the shared weights list them.</summary>
internal static class StageStatistics
{
    /// <summary>Holds features against a check; the tolerance is absolute below 1 and relative above.</summary>
    public static void AssertEqual(string what, JsonElement expected, Shape shape, ReadOnlySpan<float> features, double tolerance)
    {
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()), shape.Sizes.ToArray());
        double sum = 0, squares = 0;
        foreach (var value in features) sum += value;
        var mean = sum / features.Length;
        foreach (var value in features) squares += (value - mean) * (value - mean);
        Near($"{what} mean", expected.GetProperty("mean").GetDouble(), mean, tolerance);
        Near($"{what} std", expected.GetProperty("std").GetDouble(), Math.Sqrt(squares / features.Length), tolerance);
        var pixels = shape[2] * shape[3];
        var channel = 0;
        foreach (var item in expected.GetProperty("channel_mean_first8").EnumerateArray())
        {
            var total = 0.0;
            foreach (var value in features.Slice(channel * pixels, pixels)) total += value;
            Near($"{what} channel {channel}", item.GetDouble(), total / pixels, tolerance);
            channel++;
        }
        Assert.Equal(8, channel);
    }

    private static void Near(string what, double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: {actual:R} instead of {expected:R}");
}
