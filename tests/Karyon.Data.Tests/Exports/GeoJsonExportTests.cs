using System.IO.Compression;
using System.Text.Json;
using Karyon.Data.Exports;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace Karyon.Data.Tests.Exports;

public sealed class GeoJsonExportTests
{
    private static readonly GeometryFactory Factory = new();

    public static TheoryData<string> Cases => [.. ExportCases.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void There_is_one_QuPath_detection_per_nucleus_in_order(string name)
    {
        var result = ExportCases.Make(name);
        using var document = Document(result);
        Assert.Equal("FeatureCollection", document.RootElement.GetProperty("type").GetString());
        JsonElement[] features = [.. document.RootElement.GetProperty("features").EnumerateArray()];
        Assert.Equal(result.Nuclei.Count, features.Length);
        Assert.Equal(features.Length, features.Select(feature => Guid.Parse(feature.GetProperty("id").GetString()!)).Distinct().Count());
        foreach (var (feature, nucleus) in features.Zip(result.Nuclei))
        {
            var properties = feature.GetProperty("properties");
            Assert.Equal("Feature", feature.GetProperty("type").GetString());
            Assert.Equal("detection", properties.GetProperty("objectType").GetString());
            var type = result.Scheme.Classes[nucleus.ClassIndex];
            Assert.Equal(type.Name, properties.GetProperty("classification").GetProperty("name").GetString());
            Assert.Equal([type.Color.R, type.Color.G, type.Color.B], properties.GetProperty("classification").GetProperty("color").EnumerateArray().Select(value => value.GetByte()));
            var measurements = properties.GetProperty("measurements");
            Assert.Equal(nucleus.AreaPx, measurements.GetProperty("Area px").GetInt32());
            Assert.Equal(nucleus.AreaPx * 0.0625, measurements.GetProperty("Area µm^2").GetDouble(), 3);
            Assert.Equal(nucleus.Probability, measurements.GetProperty("Probability").GetDouble(), 4);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Polygons_are_valid_have_the_area_of_their_pixels_and_stay_so_when_rounded_to_a_hundredth(string name)
    {
        var result = ExportCases.Make(name);
        using var document = Document(result);
        var rounding = new PrecisionModel(100);
        foreach (var (feature, nucleus) in document.RootElement.GetProperty("features").EnumerateArray().Zip(result.Nuclei))
        {
            var geometry = Parse(feature.GetProperty("geometry"));
            foreach (var rounded in new[] { false, true })
            {
                if (rounded)
                    foreach (var corner in geometry.Coordinates) rounding.MakePrecise(corner);
                var validity = new IsValidOp(geometry);
                Assert.True(validity.IsValid, $"nucleus {nucleus.Id}: {validity.ValidationError}");
                Assert.Equal(nucleus.AreaPx, geometry.Area);
                var box = geometry.EnvelopeInternal;
                Assert.Equal((nucleus.Bounds.X, nucleus.Bounds.Y, nucleus.Bounds.Right, nucleus.Bounds.Bottom), ((int)box.MinX, (int)box.MinY, (int)box.MaxX, (int)box.MaxY));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Exterior_rings_run_counter_clockwise_and_holes_clockwise_and_all_are_closed(string name)
    {
        using var document = Document(ExportCases.Make(name));
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            var geometry = Parse(feature.GetProperty("geometry"));
            for (var i = 0; i < geometry.NumGeometries; i++)
            {
                var polygon = (Polygon)geometry.GetGeometryN(i);
                Assert.True(polygon.Shell.IsCCW);
                Assert.All(polygon.Holes, hole => Assert.False(hole.IsCCW));
                Assert.True(polygon.Shell.IsClosed && polygon.Shell.NumPoints >= 5);
            }
        }
    }

    [Fact]
    public void Two_writings_of_one_result_are_the_same_bytes_and_another_input_has_other_ids()
    {
        var result = ExportCases.Make("borders");
        Assert.Equal(Bytes(result), Bytes(result));
        using JsonDocument one = Document(result), other = Document(result with { InputSha256 = new string('b', 64) });
        Assert.NotEqual(FirstId(one), FirstId(other));

        static string? FirstId(JsonDocument document) => document.RootElement.GetProperty("features")[0].GetProperty("id").GetString();
    }

    [Fact]
    public void The_compressed_form_holds_the_same_bytes()
    {
        var result = ExportCases.Make("synthetic");
        using var compressed = new MemoryStream();
        GeoJsonExport.WriteCompressed(result, compressed);
        compressed.Position = 0;
        using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        Assert.Equal(Bytes(result), plain.ToArray());
    }

    private static byte[] Bytes(NucleiResult result)
    {
        using var stream = new MemoryStream();
        GeoJsonExport.Write(result, stream);
        return stream.ToArray();
    }

    private static JsonDocument Document(NucleiResult result) => JsonDocument.Parse(Bytes(result));

    private static Geometry Parse(JsonElement geometry)
    {
        var coordinates = geometry.GetProperty("coordinates");
        return geometry.GetProperty("type").GetString() == "Polygon"
            ? ParsePolygon(coordinates)
            : Factory.CreateMultiPolygon([.. coordinates.EnumerateArray().Select(ParsePolygon)]);
    }

    private static Polygon ParsePolygon(JsonElement rings)
    {
        LinearRing[] parsed = [.. rings.EnumerateArray().Select(ring => Factory.CreateLinearRing([.. ring.EnumerateArray().Select(point => new Coordinate(point[0].GetDouble(), point[1].GetDouble()))]))];
        return Factory.CreatePolygon(parsed[0], parsed[1..]);
    }
}
