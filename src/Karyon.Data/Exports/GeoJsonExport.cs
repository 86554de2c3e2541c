using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Karyon.Core.Contours;
using Karyon.Core.Nuclei;

namespace Karyon.Data.Exports;

/// <summary>
/// QuPath's GeoJSON: a FeatureCollection with one detection per nucleus. Polygons follow pixel edges, so their area is the pixel
/// count, and every vertex is a whole number: rounding to any fraction of a pixel changes nothing. Exterior rings are
/// counter-clockwise and holes clockwise in the numbers as written (positive and negative shoelace area in (x, y)), as RFC 7946
/// section 3.1.6 asks; on a screen, whose y axis points down, the eye sees the opposite. Streamed: memory does not grow with nuclei.
/// </summary>
public static class GeoJsonExport
{
    private const int FlushBytes = 1 << 16;

    /// <summary>Writes the collection to an open stream.</summary>
    public static void Write(NucleiResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        var idPrefix = IdPrefix(result);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var nucleus in result.Nuclei)
        {
            WriteFeature(json, result, nucleus, idPrefix);
            if (json.BytesPending > FlushBytes) json.Flush();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the collection, gzip-compressed, to an open stream.</summary>
    public static void WriteCompressed(NucleiResult result, Stream output)
    {
        using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        Write(result, gzip);
    }

    private static void WriteFeature(Utf8JsonWriter json, NucleiResult result, Nucleus nucleus, ulong idPrefix)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", FeatureId(idPrefix, nucleus.Id));
        WriteGeometry(json, nucleus.Mask);
        json.WriteStartObject("properties");
        json.WriteString("objectType", "detection");
        json.WriteStartObject("classification");
        var type = result.ClassOf(nucleus);
        json.WriteString("name", type.Name);
        json.WriteStartArray("color");
        json.WriteNumberValue(type.Color.R);
        json.WriteNumberValue(type.Color.G);
        json.WriteNumberValue(type.Color.B);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("measurements");
        json.WriteNumber("Nucleus ID", nucleus.Id);
        json.WriteNumber("Probability", Math.Round(nucleus.Probability, 4));
        json.WriteNumber("Area px", nucleus.AreaPx);
        json.WriteNumber("Area µm^2", Math.Round(nucleus.AreaPx * result.PixelAreaUm2, 3));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteGeometry(Utf8JsonWriter json, PixelMask mask)
    {
        var polygons = PixelEdgePolygon.Trace(mask);
        json.WriteStartObject("geometry");
        json.WriteString("type", polygons.Count == 1 ? "Polygon" : "MultiPolygon");
        json.WriteStartArray("coordinates");
        foreach (var polygon in polygons)
        {
            if (polygons.Count > 1) json.WriteStartArray();
            WriteRing(json, polygon.Outer);
            foreach (var hole in polygon.Holes) WriteRing(json, hole);
            if (polygons.Count > 1) json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRing(Utf8JsonWriter json, IReadOnlyList<(int X, int Y)> ring)
    {
        json.WriteStartArray();
        for (var i = 0; i <= ring.Count; i++)
        {
            var (x, y) = ring[i % ring.Count];
            json.WriteStartArray();
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    /// <summary>64 bits of the input, so that features of different inputs keep different ids when QuPath gathers them.</summary>
    private static ulong IdPrefix(NucleiResult result) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{result.InputSha256}/{result.Name}")));

    /// <summary>QuPath wants UUIDs; these are of version 8 (RFC 9562, custom): 60 bits of the input, then the nucleus's id.</summary>
    private static string FeatureId(ulong prefix, int id) =>
        $"{prefix >> 32:x8}-{(prefix >> 16) & 0xFFFF:x4}-8{prefix & 0xFFF:x3}-8000-{id:x12}";
}
