using System.Text.Encodings.Web;
using System.Text.Json;
using Karyon.Core.Nuclei;
using Karyon.Data.Slides;

namespace Karyon.Data.Exports;

/// <summary>Provenance of one result: <c>NAME.run.json</c>, schema <c>karyon.run/1</c>. What made it, of what, how, and how long it took.</summary>
public sealed record RunRecord
{
    /// <summary>Version of the program.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>Name of the model.</summary>
    public required string ModelName { get; init; }

    /// <summary>SHA-256 of the weights, lower-case hex.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The input's path as given.</summary>
    public required string InputPath { get; init; }

    /// <summary>
    /// The input's path as seen from the record's folder, which tells files apart whatever folder a later command is given in; null: not written.
    /// </summary>
    public string? InputPathFromRecord { get; init; }

    /// <summary>SHA-256 of the input file, lower-case hex.</summary>
    public required string InputSha256 { get; init; }

    /// <summary>Columns of the input, px.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the input, px.</summary>
    public required int Height { get; init; }

    /// <summary>The pixel size that was used, and where it comes from.</summary>
    public required StatedPixelSize PixelSize { get; init; }

    /// <summary>The grid, or null where the image went through in one piece or by a published grid.</summary>
    public TileGrid? Tiles { get; init; }

    /// <summary>The published grid that the image went through by; null: our own seams.</summary>
    public PublishedRun? Published { get; init; }

    /// <summary>The options in force, defaults included, by their name on the command line; in the order to be written.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Options { get; init; }

    /// <summary>The classes, for the counts.</summary>
    public required ClassScheme Scheme { get; init; }

    /// <summary>Nuclei per class, in the scheme's order.</summary>
    public required IReadOnlyList<int> CountsPerClass { get; init; }

    /// <summary>Seconds per stage, in the order to be written: read, network, decode, write ...</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> StageSeconds { get; init; }

    /// <summary>Names of the files that were written beside this record.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Nuclei per class of a result, in the scheme's order.</summary>
    public static IReadOnlyList<int> Count(NucleiResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var counts = new int[result.Scheme.Classes.Count];
        foreach (var nucleus in result.Nuclei) counts[nucleus.ClassIndex]++;
        return counts;
    }

    /// <summary>Writes the record to an open stream, indented for people.</summary>
    public void Write(Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("schema", "karyon.run/1");
        json.WriteString("program_version", ProgramVersion);
        json.WriteStartObject("model");
        json.WriteString("name", ModelName);
        json.WriteString("sha256", ModelSha256);
        json.WriteEndObject();
        json.WriteStartObject("input");
        json.WriteString("path", InputPath);
        if (InputPathFromRecord is not null) json.WriteString("path_from_record", InputPathFromRecord);
        json.WriteString("sha256", InputSha256);
        json.WriteNumber("width_px", Width);
        json.WriteNumber("height_px", Height);
        json.WriteNumber("microns_per_pixel", PixelSize.MicronsPerPixel);
        json.WriteString("microns_per_pixel_source", PixelSize.Source);
        json.WriteEndObject();
        json.WriteStartObject("options");
        foreach (var (name, value) in Options) json.WriteString(name, value);
        json.WriteEndObject();
        WriteTiles(json);
        if (Published is not null) WritePublished(json, Published);
        WriteCounts(json);
        json.WriteStartObject("time_s");
        foreach (var (stage, seconds) in StageSeconds) json.WriteNumber(stage, Math.Round(seconds, 4));
        json.WriteEndObject();
        json.WriteStartArray("files");
        foreach (var file in Files) json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private void WriteTiles(Utf8JsonWriter json)
    {
        if (Tiles is null)
        {
            json.WriteNull("tiles");
            return;
        }
        json.WriteStartObject("tiles");
        json.WriteNumber("tile_px", Tiles.TilePx);
        json.WriteNumber("halo_px", Tiles.HaloPx);
        json.WriteNumber("window_px", Tiles.WindowPx);
        json.WriteNumber("columns", Tiles.Columns);
        json.WriteNumber("rows", Tiles.Rows);
        json.WriteEndObject();
    }

    private static void WritePublished(Utf8JsonWriter json, PublishedRun run)
    {
        json.WriteStartObject("published");
        json.WriteString("grid", run.Grid);
        json.WriteNumber("input_px", run.InputPx);
        json.WriteNumber("output_px", run.OutputPx);
        json.WriteNumber("step_px", run.StepPx);
        json.WriteNumber("columns", run.Columns);
        json.WriteNumber("rows", run.Rows);
        json.WriteString("norm", run.Normalization);
        json.WriteNumber("instances_without_record", run.InstancesWithoutRecord);
        json.WriteEndObject();
    }

    private void WriteCounts(Utf8JsonWriter json)
    {
        json.WriteStartObject("nuclei");
        json.WriteNumber("total", CountsPerClass.Sum());
        json.WriteStartObject("per_class");
        for (var i = 0; i < CountsPerClass.Count; i++) json.WriteNumber(Scheme.Classes[i].Name, CountsPerClass[i]);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
