using System.Text.Json;
using Karyon.Core.Contours;
using Karyon.Core.Nuclei;

namespace Karyon.Data.Exports;

/// <summary>
/// The JSON of hover_net (<c>infer/base.py</c>): <c>{"mag", "nuc": {id: {bbox, centroid, contour, type_prob, type}}}</c>.
/// Its conventions, not ours: boxes are [[row, column], [row, column]] with maxima exclusive; centroids and contours are (x, y) with
/// pixel centres at whole numbers; contours pass through the centres of border pixels (findContours, the first contour); a
/// nucleus whose contour has fewer than three points is left out; types count from 1 and are null for models without types.
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
        // An objective's magnification by the rule of thumb that 0.25 µm is 40x.
        json.WriteNumber("mag", Math.Round(10 / result.MicronsPerPixel, 2));
        json.WriteStartObject("nuc");
        foreach (var nucleus in result.Nuclei)
        {
            WriteNucleus(json, nucleus, isTyped);
            if (json.BytesPending > FlushBytes) json.Flush();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNucleus(Utf8JsonWriter json, Nucleus nucleus, bool isTyped)
    {
        var contour = BorderTracing.OuterBorder(nucleus.Mask);
        if (contour.Count < 3) return;
        json.WriteStartObject(nucleus.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("bbox");
        WritePair(json, nucleus.Bounds.Y, nucleus.Bounds.X);
        WritePair(json, nucleus.Bounds.Bottom, nucleus.Bounds.Right);
        json.WriteEndArray();
        json.WriteStartArray("centroid");
        json.WriteNumberValue(nucleus.CentroidX - 0.5);
        json.WriteNumberValue(nucleus.CentroidY - 0.5);
        json.WriteEndArray();
        json.WriteStartArray("contour");
        foreach (var (x, y) in contour) WritePair(json, x, y);
        json.WriteEndArray();
        if (isTyped)
        {
            json.WriteNumber("type_prob", nucleus.Probability);
            json.WriteNumber("type", nucleus.ClassIndex + 1);
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
