using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Evaluation;

/// <summary>
/// Runs a typed protocol: reads truth and prediction of image after image, brings them to one size and to the same classes, and lets the protocol measure.
/// Images whose prediction is missing, broken or of another size, or whose truth is broken, count as failed; those whose truth has nothing to measure are
/// skipped; each with its reason. One image is in memory at a time.
/// </summary>
/// <remarks>
/// Where a data set says of pixels that it does not know what they are, both sides are background there; a predicted nucleus that lies there with more
/// than half of its pixels is left out.
/// </remarks>
public static class ProtocolEvaluation
{
    /// <summary>Evaluates.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="predictions">What is evaluated.</param>
    /// <param name="truth">Against what: its name, and the classes of its items.</param>
    /// <param name="items">The images.</param>
    /// <param name="naming">What class names and numbers of predictions and truth mean.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told each image's outcome.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidFileException">No predicted nucleus has a class, and the protocol has no figure without.</exception>
    public static ProtocolReport Run(
        IProtocol protocol, IPredictionSource predictions, IDataset truth, IEnumerable<DatasetItem> items, ClassNaming naming, ProtocolOptions options,
        IProgress<ProtocolImage>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(naming);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resamples, 1, nameof(options));
        var images = new List<ProtocolImage>();
        var withoutClass = (Truth: 0, Prediction: 0);
        var predicted = 0;
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            var image = Measure(item);
            images.Add(image);
            progress?.Report(image);
        }
        if (!protocol.TakesPoints && predicted > 0 && withoutClass.Prediction == predicted)
            throw new InvalidFileException($"{predictions.Name}: none of {predicted} nuclei has a class, which the protocol {protocol.Name} needs; label images need NAME.csv with id and class beside them");
        var notes = protocol.Notes.ToList();
        if (withoutClass.Truth > 0) notes.Add($"{withoutClass.Truth} true nuclei have no class");
        if (withoutClass.Prediction > 0) notes.Add($"{withoutClass.Prediction} predicted nuclei have no class");
        return new ProtocolReport(protocol.Name, predictions.Name, truth.Name, options, [.. naming.Scheme.Classes.Select(type => type.Name)], images,
            images.Exists(image => image.Reason is null) ? protocol.Summarise(options.Seed, options.Resamples) : [], notes);

        ProtocolImage Measure(DatasetItem item)
        {
            try
            {
                if (!TryLoadTruth(item, out var nuclei, out var points, out var unknown))
                    return Skipped(protocol.TakesPoints ? "the data set has no classes of its nuclei" : "the data set has no map of its nuclei with classes");
                var (width, height) = nuclei is not null ? (nuclei.Labels.Width, nuclei.Labels.Height) : SizeOf(item);
                var found = item.IsSizeOpen ? predictions.PredictTyped(item, 0, 0, naming) : predictions.PredictTyped(item, width, height, naming);
                if (item.IsSizeOpen)
                {
                    // Nobody states the size: what lies outside both is background and changes nothing.
                    (width, height) = (Math.Max(width, found.Labels.Width), Math.Max(height, found.Labels.Height));
                    (nuclei, found) = (nuclei?.OnCanvas(width, height), found.OnCanvas(width, height));
                }
                if (found.Labels.Width != width || found.Labels.Height != height)
                    return Failed($"the prediction is {found.Labels.Width} x {found.Labels.Height} px, the truth {width} x {height}");
                if (options.LosesFirst && !protocol.TakesClassMaps)
                    (nuclei, found) = (nuclei?.WithoutFirstWhereNoBackground(), found.WithoutFirstWhereNoBackground());
                if (unknown is not null && !protocol.TakesClassMaps)
                {
                    (nuclei, found) = (nuclei?.Outside(unknown, wholeNuclei: false), found.Outside(unknown, wholeNuclei: true));
                }
                points = nuclei?.Points ?? points;
                predicted += found.Points.Count;
                withoutClass.Truth += points.Count(point => point.ClassIndex < 0);
                withoutClass.Prediction += found.Points.Count(point => point.ClassIndex < 0);
                var microns = options.MicronsPerPixel ?? item.LoadMicronsPerPixel();
                return new ProtocolImage(item.Name, protocol.Add(new EvaluatedImage(item, nuclei, points, found, unknown, microns)));
            }
            catch (InvalidFileException exception)
            {
                return Failed(exception.Message);
            }

            ProtocolImage Skipped(string reason) => new(item.Name, [], reason);
            ProtocolImage Failed(string reason) => new(item.Name, [], reason, IsFailure: true);
        }

        bool TryLoadTruth(DatasetItem item, out TypedNuclei? nuclei, out IReadOnlyList<ClassPoint> points, out Raster<byte>? unknown)
        {
            (nuclei, points, unknown) = (null, [], item.LoadIgnoreMask());
            if (item.HasClasses)
            {
                nuclei = naming.Resolve(item.LoadTypedNuclei()!, truth.Classes, item.Name);
                return true;
            }
            if (protocol.TakesClassMaps && item.LoadLabels() is { } map)
            {
                (nuclei, unknown) = FromClassMap(map, unknown);
                return true;
            }
            if (!protocol.TakesPoints || item.LoadPoints() is not { } loaded) return false;
            points = [.. loaded.Select(point => point with { ClassIndex = IndexOf(point.ClassIndex) })];
            return true;
        }

        int IndexOf(int index)
        {
            var known = new TypedNuclei(new LabelMap(1, 1), new Dictionary<int, int> { [1] = index });
            return naming.Resolve(known, truth.Classes, truth.Name).Classes.GetValueOrDefault(1, TypedNuclei.NoClass);
        }

        (TypedNuclei Nuclei, Raster<byte> Unknown) FromClassMap(LabelMap map, Raster<byte>? known)
        {
            var unknown = known ?? new Raster<byte>(map.Width, map.Height);
            var names = new Dictionary<int, string>();
            for (var i = 0; i < map.Pixels.Length; i++)
            {
                if (map.Pixels[i] == options.IgnoreValue) (unknown.Pixels[i], map.Pixels[i]) = (1, 0);
                else if (map.Pixels[i] != 0) names.TryAdd(map.Pixels[i], map.Pixels[i].ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            return (naming.Resolve(new NamedNuclei(map, names), truth.Name), unknown);
        }
    }

    private static (int Width, int Height) SizeOf(DatasetItem item)
    {
        var image = item.LoadImage();
        return (image.Width, image.Height);
    }
}
