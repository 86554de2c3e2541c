using System.Text.Json;
using Karyon.Cli.Inputs;
using Karyon.Data.Exports;
using Karyon.Data.Slides;

namespace Karyon.Cli.Segmentation;

/// <summary>A result that an earlier run left: its record is written last, so where it stands, the result is complete.</summary>
internal sealed class ExistingResult
{
    private readonly JsonElement _record;

    private ExistingResult(JsonElement record, InputOutcome outcome) => (_record, Outcome) = (record, outcome);

    /// <summary>What it holds.</summary>
    public InputOutcome Outcome { get; }

    /// <summary>The result of an input; null where there is none, or one without all the files that are wanted now.</summary>
    public static ExistingResult? Find(string folder, string recordPath, InputImage input, IReadOnlyList<ResultFormat> formats)
    {
        if (!File.Exists(recordPath)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(recordPath));
            var record = document.RootElement.Clone();
            string[] files = [.. record.GetProperty("files").EnumerateArray().Select(file => file.GetString() ?? "")];
            if (!formats.All(format => files.Any(file => IsOf(file, input.Name, format)))) return null;
            if (files.Any(file => Path.GetFileName(file) != file || !File.Exists(Path.Combine(folder, file)))) return null;
            var about = record.GetProperty("input");
            return new ExistingResult(record, new InputOutcome(input, InputState.Kept)
            {
                Width = about.GetProperty("width_px").GetInt32(),
                Height = about.GetProperty("height_px").GetInt32(),
                PixelSize = new StatedPixelSize(about.GetProperty("microns_per_pixel").GetDouble(), about.GetProperty("microns_per_pixel_source").GetString() ?? ""),
                Counts = [.. record.GetProperty("nuclei").GetProperty("per_class").EnumerateObject().Select(item => new KeyValuePair<string, int>(item.Name, item.Value.GetInt32()))],
                Files = [.. files, Path.GetFileName(recordPath)],
            });
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            // Not a record of ours, or a damaged one: the result is made anew.
            return null;
        }
    }

    /// <summary>What differs between how it was made and what is asked for now; empty where nothing does.</summary>
    public IReadOnlyList<string> Differences(string modelSha256, IReadOnlyList<KeyValuePair<string, string>> options)
    {
        var differences = new List<string>();
        if (Text(_record, "model", "sha256") != modelSha256) differences.Add("another model");
        foreach (var (name, value) in options)
            if (Text(_record, "options", name) is { } before && before != value) differences.Add($"--{name} {before}");
        return differences;
    }

    private static bool IsOf(string file, string name, ResultFormat format) => format switch
    {
        ResultFormat.GeoJson => file == name + ".geojson",
        ResultFormat.Csv => file == name + ".csv",
        ResultFormat.Labels => file == name + ".labels.png" || file == name + ".labels.tiff",
        ResultFormat.Overlay => file == name + ".overlay.png",
        _ => file == name + ".hovernet.json",
    };

    private static string? Text(JsonElement record, string part, string name) =>
        record.TryGetProperty(part, out var inner) && inner.ValueKind == JsonValueKind.Object && inner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
