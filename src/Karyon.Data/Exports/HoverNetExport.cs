using System.Text.Json;
using Karyon.Core.Nuclei;
using Karyon.Core.Representations.Hover;

namespace Karyon.Data.Exports;

/// <summary>
/// The JSON of hover_net (<c>infer/base.py</c>): <c>{"mag", "nuc": {id: {bbox, centroid, contour, type_prob, type}}}</c>.
/// Its conventions, not ours: boxes are [[row, column], [row, column]] with maxima exclusive; centroids and contours are (x, y) with
/// pixel centres at whole numbers; contours pass through the centres of border pixels (findContours, the first contour); a
/// nucleus whose contour has fewer than three points is left out; types count from 1 and are null for models without types.
/// What was found as that tool finds it (<see cref="NucleiResult.IsPublished"/>) is written as <c>infer/tile.py</c> does: no magnification, and type 0 where no
/// pixel voted for a class.
/// </summary>
public static class HoverNetExport
{
    private const int FlushBytes = 1 << 16;

    /// <summary>Writes the document to an open stream, nucleus by nucleus.</summary>
    public static void Write(NucleiResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        var isTyped = result.Scheme.Classes.Count > 1;
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (result.IsPublished) json.WriteNull("mag");
        // An objective's magnification by the rule of thumb that 0.25 µm is 40x.
        else json.WriteNumber("mag", Math.Round(10 / result.MicronsPerPixel, 2));
        json.WriteStartObject("nuc");
        foreach (var nucleus in result.Nuclei)
        {
            WriteNucleus(json, nucleus, isTyped, result.IsPublished);
            if (json.BytesPending > FlushBytes) json.Flush();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNucleus(Utf8JsonWriter json, Nucleus nucleus, bool isTyped, bool isPublished)
    {
        if (HoverRecord.Of(nucleus, isTyped) is not { } record) return;
        json.WriteStartObject(record.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("bbox");
        WritePair(json, record.Bounds.Y, record.Bounds.X);
        WritePair(json, record.Bounds.Bottom, record.Bounds.Right);
        json.WriteEndArray();
        json.WriteStartArray("centroid");
        json.WriteNumberValue(record.CentroidX);
        json.WriteNumberValue(record.CentroidY);
        json.WriteEndArray();
        json.WriteStartArray("contour");
        foreach (var (x, y) in record.Contour) WritePair(json, x, y);
        json.WriteEndArray();
        if (isTyped)
        {
            json.WriteNumber("type_prob", isPublished ? record.TypeProbability : nucleus.Probability);
            json.WriteNumber("type", isPublished ? record.Type : nucleus.ClassIndex + 1);
        }
        else
        {
            json.WriteNull("type_prob");
            json.WriteNull("type");
        }
        json.WriteEndObject();
    }

    private static void WritePair(Utf8JsonWriter json, int first, int second)
    {
        json.WriteStartArray();
        json.WriteNumberValue(first);
        json.WriteNumberValue(second);
        json.WriteEndArray();
    }
}
