using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;
using Karyon.Data.Datasets;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Inference;
using Karyon.Learning.Models;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors.Graph;

namespace Karyon.Learning.Recipes;

/// <summary>
/// Makes masks of points with networks: the image is brought to the network's pixel size and mirrored out to whole strides, the maps of its
/// four mirror images are averaged, and <see cref="PointMarkers"/> does the rest. Networks are loaded once. Not thread safe.
/// </summary>
public sealed class PointLabeller(ComputeContext context) : IPointLabeller, IDisposable
{
    /// <summary>Mirrored pixels around an image: no point then lies at the border of what the network sees.</summary>
    private const int Margin = 32;

    private readonly Dictionary<string, (NucleusNetwork Network, AugmentedPredictor Predictor)> _networks = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public TrainingItem Label(DatasetItem item, TrainingSource source, double micronsPerPixel)
    {
        var predictor = PredictorOf(source.PointsModel);
        var stored = item.LoadImage();
        var scale = micronsPerPixel / predictor.MicronsPerPixel;
        int width = Math.Max(1, (int)Math.Round(stored.Width * scale)), height = Math.Max(1, (int)Math.Round(stored.Height * scale));
        var image = Resampling.Resize(stored, width, height);
        var tile = Mirrored(image, out var left, out var top);
        var maps = new MapTile();
        predictor.Predict(tile, maps);
        var window = new Core.Representations.Hover.HoverMaps(tile.Width, tile.Height, tile.Width, maps.Probability, maps.Horizontal, maps.Vertical).Window(new Rect(left, top, width, height));
        var points = item.LoadPoints()!.Select(point => ((int)Math.Floor(point.X * scale), (int)Math.Floor(point.Y * scale))).ToArray();
        var masks = PointMarkers.Make(window, points, new PointMarkerOptions { Threshold = source.PointsThreshold, DoubtfulBorder = source.PointsBorderPx });
        return new TrainingItem { Name = item.Name, Image = image, Labels = masks.Labels, Unknown = masks.Unknown, MicronsPerPixel = predictor.MicronsPerPixel };
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        foreach (var (network, predictor) in _networks.Values)
        {
            predictor.Dispose();
            network.Dispose();
        }
        _networks.Clear();
    }

    private AugmentedPredictor PredictorOf(string path)
    {
        if (_networks.TryGetValue(path, out var known)) return known.Predictor;
        var network = NetworkFile.Load(path);
        if (network is not HoverNetwork)
        {
            network.Dispose();
            throw new InvalidNetworkFileException($"{path}: points become masks with a HoVer network; this one is {network.Description.Architecture}");
        }
        network.Eval();
        var predictor = new AugmentedPredictor(new NetworkPredictor(context, network), TestTimeAugmentation.Flips);
        _networks[path] = (network, predictor);
        return predictor;
    }

    private static Raster<Rgb> Mirrored(Raster<Rgb> image, out int left, out int top)
    {
        int Padded(int size) => (size + 2 * Margin + HoverUNet.Stride - 1) / HoverUNet.Stride * HoverUNet.Stride;
        var tile = new Raster<Rgb>(Padded(image.Width), Padded(image.Height));
        (left, top) = ((tile.Width - image.Width) / 2, (tile.Height - image.Height) / 2);
        for (var row = 0; row < tile.Height; row++)
        {
            var from = image.Row(Core.Filters.Borders.Reflect101(row - top, image.Height));
            var to = tile.Row(row);
            for (var x = 0; x < to.Length; x++) to[x] = from[Core.Filters.Borders.Reflect101(x - left, image.Width)];
        }
        return tile;
    }
}
