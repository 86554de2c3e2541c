using Karyon.Core.Contours;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Evaluation;

/// <summary>
/// Predictions in files of a folder, named as the images: <c>NAME.labels.png</c>, <c>NAME.labels.tif(f)</c>, <c>NAME.png</c>, <c>NAME.tif(f)</c>
/// (grey, 0 is background), else <c>NAME.geojson</c> or <c>NAME.geojson.gz</c>, whose polygons are filled by a rule; our own follow pixel
/// edges, so that with <see cref="PolygonRasterizerRule.PixelCentre"/> they give the labels again; else hover_net's results,
/// <c>NAME.hovernet.json</c> as we write it, <c>NAME.json</c> or <c>NAME.mat</c>, whose conventions are fixed (see <see cref="HoverNetInstances"/>).
/// </summary>
public sealed class PredictionFolder : IPredictionSource
{
    private static readonly string[] LabelEndings = [".labels.png", ".labels.tif", ".labels.tiff", ".png", ".tif", ".tiff"];
    private static readonly string[] PolygonEndings = [".geojson", ".geojson.gz"];
    private static readonly string[] HoverNetEndings = [".hovernet.json", ".json"];
    private static readonly string[] MatEndings = [".mat"];
    private readonly string _folder;
    private readonly PolygonRasterizerRule _rule;
    private readonly DecodeLimits? _limits;

    /// <summary>Looks into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rule">How polygons are filled; null: by pixel centres.</param>
    /// <param name="limits">Bounds on an image's size; null for the default.</param>
    /// <exception cref="InvalidFileException">There is no such folder.</exception>
    public PredictionFolder(string folder, PolygonRasterizerRule? rule = null, DecodeLimits? limits = null)
    {
        if (!Directory.Exists(folder)) throw new InvalidFileException($"{folder}: there is no such folder; give the one that holds the predictions");
        (_folder, _rule, _limits) = (folder, rule ?? PolygonRasterizerRule.PixelCentre, limits);
    }

    /// <inheritdoc/>
    public string Name => _folder;

    /// <inheritdoc/>
    public LabelMap Predict(DatasetItem item, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Find(item.Name, LabelEndings) is { } labels) return ImageFile.ReadLabels(labels, _limits);
        if (Find(item.Name, PolygonEndings) is { } polygons) return Rasterize(polygons, width, height);
        if (Find(item.Name, HoverNetEndings) is { } contours) return HoverNetInstances.ReadJson(contours, width, height);
        if (Find(item.Name, MatEndings) is { } mat) return HoverNetInstances.ReadMat(mat, _limits);
        string[] all = [.. LabelEndings, .. PolygonEndings, .. HoverNetEndings, .. MatEndings];
        throw new InvalidFileException($"{Path.Combine(_folder, item.Name)}: there is no prediction ({string.Join(", ", all)})");
    }

    private LabelMap Rasterize(string path, int width, int height)
    {
        var rasterizer = new PolygonRasterizer(width, height, _rule);
        var id = 0;
        foreach (var polygon in GeoJsonAnnotations.Read(path))
        {
            id++;
            foreach (var rings in polygon.Parts) rasterizer.Fill(id, rings);
        }
        return rasterizer.Labels;
    }

    private string? Find(string name, string[] endings)
    {
        foreach (var ending in endings)
        {
            var path = Path.Combine(_folder, name + ending);
            if (File.Exists(path)) return path;
        }
        return null;
    }
}
