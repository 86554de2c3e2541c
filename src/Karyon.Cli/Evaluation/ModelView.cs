using System.Text.Json;
using Karyon.Cli.Console;

namespace Karyon.Cli.Evaluation;

/// <summary>The model that was evaluated, in JSON.</summary>
internal static class ModelView
{
    /// <summary>Writes the member <c>model</c>.</summary>
    public static void Write(Utf8JsonWriter json, string name, ModelAtWork model)
    {
        json.WriteStartObject("model");
        json.WriteString("name", name);
        json.WriteString("sha256", model.Sha256);
        // A network whose classes say what is nucleus has none.
        if (model.Options.Threshold is { } threshold) json.WriteNumber("threshold", threshold);
        else json.WriteNull("threshold");
        json.WriteNumber("minimum_area_px", model.Options.MinimumAreaPx ?? model.Options.Hover.MinimumArea);
        json.WriteNumber("tile_px", model.Options.TileSize ?? 0);
        if (model.MicronsPerPixel is { } size) json.WriteNumber("microns_per_pixel", size);
        else json.WriteNull("microns_per_pixel");
        json.WriteNumber("images_of_assumed_pixel_size", model.Assumed);
        json.WriteEndObject();
    }
}
