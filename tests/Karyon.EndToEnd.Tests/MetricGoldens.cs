using System.Globalization;
using System.Text.Json;
using Karyon.Data.Arrays;
using Karyon.Testing;

namespace Karyon.EndToEnd.Tests;

/// <summary>The goldens of metrics, and the sets they are of.</summary>
internal static class MetricGoldens
{
    public static JsonElement Index() => JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/metrics/index.json"))).RootElement;

    /// <summary>An array of the goldens: its shape and its values.</summary>
    public static (int[] Shape, int[] Values) Array(string relative)
    {
        var array = NpyFile.Read(SharedFolder.Require("goldens/metrics/" + relative));
        return (array.Shape.ToArray(), array.ToInt32s());
    }

    /// <summary>PanNuke's golden truth in the official layout of one folder.</summary>
    public static void PanNukeTruth(string folder)
    {
        var (shape, values) = Array("pannuke/true.npy.gz");
        NpyWriter.Doubles(Path.Combine(folder, "masks.npy"), shape, values);
        NpyWriter.Texts(Path.Combine(folder, "types.npy"), Tissues());
    }

    public static string[] Tissues() => [.. Index().GetProperty("pannuke").GetProperty("tissues").EnumerateArray().Select(tissue => tissue.GetString()!)];

    /// <summary>A golden figure; NaN where the original's is.</summary>
    public static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString()!.Replace("nan", "NaN", StringComparison.Ordinal), CultureInfo.InvariantCulture) : value.GetDouble();

    /// <summary>Checks a figure of a report: equal, or named as absent where the original's is NaN.</summary>
    public static void Near(double expected, JsonElement figures, string key)
    {
        var figure = figures.GetProperty(key);
        if (double.IsNaN(expected)) Assert.True(figure.TryGetProperty("absent", out _), key);
        else Assert.True(Math.Abs(expected - figure.GetProperty("value").GetDouble()) <= 1e-9, $"{key}: {expected} is expected, {figure.GetProperty("value")} came");
    }
}
