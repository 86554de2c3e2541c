using System.Text.Json;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// Reads polygons from GeoJSON as QuPath writes it: a FeatureCollection or a bare array of features; Polygon and MultiPolygon; the class in
/// <c>properties.classification.name</c>. Gzip is undone.
/// </summary>
public static class GeoJsonAnnotations
{
    private const long MaxBytes = 256L << 20;
    private const int MaxVertices = 1 << 24;

    /// <summary>Reads all polygons of a file, in its order.</summary>
    /// <exception cref="InvalidFileException">The file is absent, larger than 256 MiB, no JSON, or a feature is no polygon.</exception>
    public static IReadOnlyList<GeoJsonPolygon> Read(string path)
    {
        ReadOnlyMemory<byte> bytes = BoundedFile.ReadAllBytes(path, MaxBytes);
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var features = root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("features");
            var polygons = new List<GeoJsonPolygon>();
            var vertices = 0;
            foreach (var feature in features.EnumerateArray())
            {
                var geometry = feature.GetProperty("geometry");
                var coordinates = geometry.GetProperty("coordinates");
                var kind = geometry.GetProperty("type").GetString();
                IReadOnlyList<IReadOnlyList<(double, double)>>[] parts = kind switch
                {
                    "Polygon" => [ReadRings(coordinates, ref vertices)],
                    "MultiPolygon" => ReadParts(coordinates, ref vertices),
                    _ => throw new InvalidFileException($"{path}: feature {polygons.Count + 1} is a {kind}; polygons are needed"),
                };
                if (vertices > MaxVertices) throw new InvalidFileException($"{path}: there are more than the {MaxVertices} vertices allowed");
                polygons.Add(new GeoJsonPolygon(ClassOf(feature), parts));
            }
            return polygons;
        }
        catch (JsonException cause)
        {
            throw new InvalidFileException($"{path}: the JSON is broken at line {cause.LineNumber + 1}, byte {cause.BytePositionInLine}", cause);
        }
        catch (Exception cause) when (cause is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidFileException($"{path}: this is no GeoJSON of polygons (a feature lacks type, geometry or coordinates, or they are malformed)", cause);
        }
    }

    private static IReadOnlyList<IReadOnlyList<(double, double)>>[] ReadParts(JsonElement coordinates, ref int vertices)
    {
        var parts = new List<IReadOnlyList<IReadOnlyList<(double, double)>>>();
        foreach (var part in coordinates.EnumerateArray()) parts.Add(ReadRings(part, ref vertices));
        return [.. parts];
    }

    private static List<IReadOnlyList<(double, double)>> ReadRings(JsonElement coordinates, ref int vertices)
    {
        var rings = new List<IReadOnlyList<(double, double)>>();
        foreach (var ring in coordinates.EnumerateArray())
        {
            var points = new List<(double, double)>(ring.GetArrayLength());
            foreach (var point in ring.EnumerateArray())
            {
                double x = point[0].GetDouble(), y = point[1].GetDouble();
                if (!double.IsFinite(x) || !double.IsFinite(y)) throw new FormatException("a coordinate is beyond the range of a double");
                points.Add((x, y));
            }
            vertices += points.Count;
            rings.Add(points);
        }
        return rings;
    }

    private static string? ClassOf(JsonElement feature) =>
        feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("classification", out var classification) && classification.ValueKind == JsonValueKind.Object
        && classification.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString() : null;
}
