using System.Globalization;
using System.Text.Json;
using Karyon.Core.Contours;
using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// Reads the results of hover_net as instance maps: its JSON, <c>{"nuc": {id: {"contour": [[x, y], ...]}}}</c>, which our own
/// <c>NAME.hovernet.json</c> follows, and the <c>inst_map</c> of its .mat files. Ids stay as they are.
/// </summary>
/// <remarks>
/// Contours run through the centres of border pixels, pixel centres at whole numbers, so that the outline itself belongs to the nucleus. They are
/// outer borders: holes come back filled, and nuclei of fewer than three contour points, which the format leaves out, are lost.
/// </remarks>
public static class HoverNetInstances
{
    private const long MaxBytes = 256L << 20;
    private const int MaxVertices = 1 << 24;

    /// <summary>Reads the JSON and fills its contours.</summary>
    /// <param name="path">The file, gzip-wrapped or not.</param>
    /// <param name="width">Columns of the image, px; the format does not say them.</param>
    /// <param name="height">Rows of the image, px.</param>
    /// <exception cref="InvalidFileException">The file is absent, larger than 256 MiB, no JSON, or not of this layout.</exception>
    public static LabelMap ReadJson(string path, int width, int height) => ReadNamedJson(path, new NucleiFileOptions { Width = width, Height = height }).Labels;

    /// <summary>Reads the JSON with types and centroids, joined by id.</summary>
    internal static NamedNuclei ReadNamedJson(string path, NucleiFileOptions options)
    {
        ReadOnlyMemory<byte> bytes = BoundedFile.ReadAllBytes(path, MaxBytes);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var vertices = 0;
            var contours = new List<(int Id, (double X, double Y)[] Points)>();
            var types = new Dictionary<int, string>();
            var places = new Dictionary<int, (double X, double Y)>();
            foreach (var record in document.RootElement.GetProperty("nuc").EnumerateObject())
            {
                var contour = record.Value.GetProperty("contour");
                vertices += contour.GetArrayLength();
                if (vertices > MaxVertices) throw new InvalidFileException($"{path}: there are more than the {MaxVertices} contour points allowed");
                if (!int.TryParse(record.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == 0)
                    throw new InvalidFileException($"{path}: a nucleus is numbered otherwise than 1, 2, 3 ...; this is no result of hover_net");
                contours.Add((id, [.. contour.EnumerateArray().Select(PointOf)]));
                if (!options.WithClasses) continue;
                if (record.Value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Number)
                    types[id] = type.GetInt32().ToString(CultureInfo.InvariantCulture);
                if (record.Value.TryGetProperty("centroid", out var centroid)) places[id] = (PointOf(centroid).X + 0.5, PointOf(centroid).Y + 0.5);
            }
            var (width, height) = options.SizeFor(
                contours.SelectMany(contour => contour.Points).Select(point => point.X).DefaultIfEmpty().Max(), contours.SelectMany(contour => contour.Points).Select(point => point.Y).DefaultIfEmpty().Max());
            var rasterizer = new PolygonRasterizer(width, height, PolygonRasterizerRule.Integer);
            foreach (var (id, points) in contours) rasterizer.Fill(id, [points]);
            return new NamedNuclei(rasterizer.Labels, types, places.Count == contours.Count && options.WithClasses ? places : null);
        }
        catch (JsonException cause)
        {
            throw new InvalidFileException($"{path}: the JSON is broken at line {cause.LineNumber + 1}, byte {cause.BytePositionInLine}", cause);
        }
        catch (Exception cause) when (cause is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidFileException($"{path}: this is no JSON of hover_net ('nuc' with a 'contour' of [x, y] for each nucleus is needed)", cause);
        }
    }

    /// <summary>Reads the <c>inst_map</c> of a .mat file.</summary>
    /// <exception cref="InvalidFileException">The file is absent or broken, or has no such map of whole numbers.</exception>
    public static LabelMap ReadMat(string path, DecodeLimits? limits = null) => FolderDataset.ToLabels(MatFile.Read(path, limits)["inst_map"]);

    private static (double X, double Y) PointOf(JsonElement point) => (point[0].GetDouble(), point[1].GetDouble());
}
