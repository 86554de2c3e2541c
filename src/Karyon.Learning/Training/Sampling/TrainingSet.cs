using Karyon.Core.Filters;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Training.Sampling;

/// <summary>The images of a training run, read into memory.</summary>
/// <param name="Training">Images to learn from.</param>
/// <param name="Validation">Images of held-out patients, never drawn; their weight is 1.</param>
public sealed record TrainingSet(IReadOnlyList<TrainingItem> Training, IReadOnlyList<TrainingItem> Validation)
{
    /// <summary>The pixel size that is assumed where neither the set nor the recipe states one, µm.</summary>
    public const double AssumedMicronsPerPixel = 0.25;

    /// <summary>Reads data sets, one image after the other in the order of the sources and of the images' names.</summary>
    /// <param name="sources">The sets.</param>
    /// <param name="images">Decodes images; null: this library's codecs.</param>
    /// <exception cref="InvalidFileException">A set is incomplete, a file is broken, or nothing is left to learn from.</exception>
    /// <param name="labeller">Makes masks of points, for sources with <see cref="TrainingSource.PointsModel"/>.</param>
    public static TrainingSet Load(IReadOnlyList<TrainingSource> sources, IImageReader? images = null, IPointLabeller? labeller = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        images ??= new ImageFileReader();
        List<TrainingItem> training = [], validation = [];
        foreach (var source in sources)
        {
            var set = DatasetCatalog.Open(source.Kind, source.Path, images);
            var found = false;
            foreach (var item in set.Items)
            {
                var fromPoints = source.PointsModel.Length > 0 && item.HasPoints;
                if (!(item.HasLabels || fromPoints) || !Wanted(item, source)) continue;
                found = true;
                var held = source.Validation.Any(name => name == item.Patient || name == item.Name);
                (held ? validation : training).Add(fromPoints ? FromPoints(item, set.Name, source, labeller, held) : Read(item, set.Name, source, images, held));
            }
            if (!found) throw new InvalidFileException($"{source.Path}: no image with labels is left of this set; look at its split and what is left out");
        }
        if (training.Count == 0) throw new InvalidFileException("there is no image to learn from; all are held out for validation");
        return new TrainingSet(training, validation);
    }

    private static bool Wanted(DatasetItem item, TrainingSource source) =>
        (source.Split.Length == 0 || item.Split == source.Split)
        && !source.LeftOut.Any(name => name == item.Patient || item.Name.StartsWith(name, StringComparison.Ordinal));

    private static TrainingItem Read(DatasetItem item, string set, TrainingSource source, IImageReader images, bool held)
    {
        var image = item.LoadImage();
        var labels = item.LoadLabels()!;
        if (labels.Width != image.Width || labels.Height != image.Height)
            throw new InvalidFileException($"{item.ImagePath}: the image has {image.Width} x {image.Height} px, its labels {labels.Width} x {labels.Height}");
        var unknown = item.LoadIgnoreMask() ?? ReadIgnored(item, source, images, labels);
        if (source.KnownMarginPx > 0) unknown = WithFarBackground(unknown, labels, source.KnownMarginPx);
        return new TrainingItem
        {
            Name = $"{set}/{item.Name}",
            Image = image,
            Labels = labels,
            Unknown = unknown,
            MicronsPerPixel = source.MicronsPerPixel > 0 ? source.MicronsPerPixel : item.MicronsPerPixel ?? AssumedMicronsPerPixel,
            Weight = held ? 1 : source.Weight,
            Zoom = source.Zoom,
        };
    }

    private static TrainingItem FromPoints(DatasetItem item, string set, TrainingSource source, IPointLabeller? labeller, bool held)
    {
        if (labeller is null) throw new InvalidFileException($"{source.Path}: points are made masks by a network; there is none here");
        var made = labeller.Label(item, source, source.MicronsPerPixel > 0 ? source.MicronsPerPixel : item.MicronsPerPixel ?? AssumedMicronsPerPixel);
        return new TrainingItem
        {
            Name = $"{set}/{item.Name}",
            Image = made.Image,
            Labels = made.Labels,
            Unknown = made.Unknown,
            MicronsPerPixel = made.MicronsPerPixel,
            Weight = held ? 1 : source.Weight,
            Zoom = source.Zoom,
        };
    }

    private static Raster<byte>? ReadIgnored(DatasetItem item, TrainingSource source, IImageReader images, LabelMap labels)
    {
        var path = Path.Combine(source.Path, "ignore", item.Name + ".png");
        if (source.Kind != DatasetKind.Folder || !File.Exists(path)) return null;
        var mask = images.ReadLabels(path);
        if (mask.Width != labels.Width || mask.Height != labels.Height)
            throw new InvalidFileException($"{path}: the mask has {mask.Width} x {mask.Height} px, the labels {labels.Width} x {labels.Height}");
        var unknown = new Raster<byte>(mask.Width, mask.Height);
        for (var i = 0; i < unknown.Pixels.Length; i++) unknown.Pixels[i] = mask.Pixels[i] != 0 ? (byte)1 : (byte)0;
        return unknown;
    }

    /// <summary>Adds the background that lies further than a margin from every nucleus.</summary>
    private static Raster<byte> WithFarBackground(Raster<byte>? unknown, LabelMap labels, int margin)
    {
        var result = new Raster<byte>(labels.Width, labels.Height);
        var background = new Raster<byte>(labels.Width, labels.Height);
        for (var i = 0; i < background.Pixels.Length; i++) background.Pixels[i] = labels.Pixels[i] == 0 ? (byte)1 : (byte)0;
        if (background.Pixels.AsSpan().IndexOf((byte)0) < 0)
        {
            result.Pixels.AsSpan().Fill(1);
            return result;
        }
        var distances = DistanceTransform.Squared(background);
        for (var i = 0; i < result.Pixels.Length; i++)
            result.Pixels[i] = distances.Pixels[i] > margin * margin || (unknown is not null && unknown.Pixels[i] != 0) ? (byte)1 : (byte)0;
        return result;
    }
}
