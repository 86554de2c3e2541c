using Karyon.Core.Contours;

namespace Karyon.Data.Datasets;

/// <summary>GeoJSON polygons, ours and QuPath's; numbered from 1 in the file's order, the first polygon keeps a pixel.</summary>
internal sealed class GeoJsonFormat : INucleiFileFormat
{
    private static readonly string[] FileEndings = [".geojson", ".geojson.gz"];

    public IReadOnlyList<string> Endings => FileEndings;

    public NamedNuclei Read(string path, NucleiFileOptions options)
    {
        var polygons = GeoJsonAnnotations.Read(path);
        double right = 0, bottom = 0;
        foreach (var (x, y) in polygons.SelectMany(polygon => polygon.Parts).SelectMany(part => part).SelectMany(ring => ring)) (right, bottom) = (Math.Max(right, x), Math.Max(bottom, y));
        var (width, height) = options.SizeFor(right, bottom);
        var rasterizer = new PolygonRasterizer(width, height, options.Rule);
        var names = new Dictionary<int, string>();
        for (var index = 0; index < polygons.Count; index++)
        {
            foreach (var rings in polygons[index].Parts) rasterizer.Fill(index + 1, rings);
            if (polygons[index].ClassName is { } name) names.Add(index + 1, name);
        }
        return new NamedNuclei(rasterizer.Labels, names);
    }
}
