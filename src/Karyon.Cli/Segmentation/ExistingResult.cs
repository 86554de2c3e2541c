using System.Text.Json;
using Karyon.Cli.Inputs;
using Karyon.Data.Exports;
using Karyon.Data.Slides;

namespace Karyon.Cli.Segmentation;

/// <summary>A result that an earlier run left: its record is written last, so where it stands, the result is complete.</summary>
internal sealed class ExistingResult
{
    private readonly JsonElement _record;
    private readonly string _folder;
    private readonly IReadOnlyList<string> _files;
    private readonly string _fullInputPath;

    private ExistingResult(JsonElement record, string folder, IReadOnlyList<string> files, InputOutcome outcome)
    {
        (_record, _folder, _files, Outcome) = (record, folder, files, outcome);
        var about = record.GetProperty("input");
        (InputPath, InputSha256) = (about.GetProperty("path").GetString() ?? "", about.GetProperty("sha256").GetString() ?? "");
        // A path as it was given then may mean another file in today's folder; records of before this was written have nothing better.
        _fullInputPath = Path.GetFullPath(Text(record, "input", "path_from_record") is { } fromRecord ? Path.Combine(folder, fromRecord) : InputPath);
    }

    /// <summary>What it holds.</summary>
    public InputOutcome Outcome { get; }

    /// <summary>The path of the image that it was made of, as it was given then.</summary>
    public string InputPath { get; }

    /// <summary>SHA-256 of the image that it was made of, lower-case hex.</summary>
    public string InputSha256 { get; }

    /// <summary>Whether it was made with <c>--published</c>.</summary>
    public bool IsPublished => _record.TryGetProperty("published", out var published) && published.ValueKind == JsonValueKind.Object;

    /// <summary>The paths of its files, the record left out.</summary>
    public IEnumerable<string> FilePaths => _files.Select(file => Path.Combine(_folder, file));

    /// <summary>The result under an input's name; null where there is none, or none that is complete.</summary>
    public static ExistingResult? Find(string folder, string recordPath, InputImage input)
    {
        if (!File.Exists(recordPath)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(recordPath));
            var record = document.RootElement.Clone();
            string[] files = [.. record.GetProperty("files").EnumerateArray().Select(file => file.GetString() ?? "")];
            // A record names files beside it that bear the input's name; whatever else it names is not ours to read or to replace.
            if (files.Any(file => Path.GetFileName(file) != file || !file.StartsWith(input.Name + ".", StringComparison.Ordinal) || !File.Exists(Path.Combine(folder, file)))) return null;
            var about = record.GetProperty("input");
            var outcome = new InputOutcome(input, InputState.Kept)
            {
                Width = about.GetProperty("width_px").GetInt32(),
                Height = about.GetProperty("height_px").GetInt32(),
                PixelSize = new StatedPixelSize(about.GetProperty("microns_per_pixel").GetDouble(), about.GetProperty("microns_per_pixel_source").GetString() ?? ""),
                Counts = [.. record.GetProperty("nuclei").GetProperty("per_class").EnumerateObject().Select(item => new KeyValuePair<string, int>(item.Name, item.Value.GetInt32()))],
                Files = [.. files, Path.GetFileName(recordPath)],
            };
            return new ExistingResult(record, folder, files, outcome);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // Not a record of ours, or a damaged one: the result is made anew.
            return null;
        }
    }

    /// <summary>Whether it has a file of each format.</summary>
    public bool Holds(IReadOnlyList<ResultFormat> formats) => formats.All(format => _files.Any(file => IsOf(file, Outcome.Input.Name, format)));

    /// <summary>Whether it was made of the file at a path, whatever that file holds now.</summary>
    public bool IsOfPath(string path) => _fullInputPath == Path.GetFullPath(path);

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
