using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Evaluation;

/// <summary>
/// Predictions in .npy files of many images: PanNuke's masks, one file per fold, or CoNIC's labels. An image's nuclei stand at its position in its fold's
/// file; a single file serves truth of any one fold.
/// </summary>
public sealed class ArrayPredictions : IPredictionSource
{
    private readonly IReadOnlyList<INucleiArray> _arrays;
    private readonly ClassScheme _classes;

    private ArrayPredictions(string name, IReadOnlyList<INucleiArray> arrays, ClassScheme classes) => (Name, _arrays, _classes) = (name, arrays, classes);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Opens the arrays of a path; null where there are none, so that it must be a folder of other files.</summary>
    /// <param name="path">A folder, or CoNIC's file.</param>
    /// <param name="truth">The images; their numbers and folds have to fit.</param>
    /// <exception cref="InvalidFileException">There are arrays, but they have another shape, or do not fit the truth.</exception>
    public static ArrayPredictions? Open(string path, IReadOnlyList<DatasetItem> truth)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(truth);
        ArrayPredictions predictions;
        if (PanNukeMasks.AreIn(path)) predictions = new ArrayPredictions(path, PanNukeMasks.Find(path), PanNukeMasks.Classes);
        else if (ConicLabels.AreIn(path)) predictions = new ArrayPredictions(path, [ConicLabels.Open(path)], ConicLabels.Classes);
        else return null;
        foreach (var fold in truth.GroupBy(item => item.Fold))
        {
            if (fold.FirstOrDefault(item => item.Position is null) is { } stranger)
                throw new InvalidFileException($"{path}: these are arrays of many images, but {stranger.Name} of the truth has a file of its own and no place in them");
            var array = predictions.ArrayOf(fold.Key);
            var needed = fold.Max(item => item.Position!.Value) + 1;
            if (array.Count < needed) throw new InvalidFileException($"{array.Path}: there are {array.Count} images, the truth{(fold.Key > 0 ? $" of fold {fold.Key}" : "")} has {needed}");
        }
        return predictions;
    }

    /// <inheritdoc/>
    public LabelMap Predict(DatasetItem item, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ArrayOf(item.Fold).Read(item.Position!.Value).Labels;
    }

    /// <inheritdoc/>
    public TypedNuclei PredictTyped(DatasetItem item, int width, int height, ClassNaming naming)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(naming);
        var array = ArrayOf(item.Fold);
        return naming.Resolve(array.Read(item.Position!.Value), _classes, array.Path);
    }

    private INucleiArray ArrayOf(int fold) =>
        _arrays.FirstOrDefault(array => array.Fold == fold) ?? (_arrays.Count == 1 && (fold == 0 || _arrays[0].Fold == 0) ? _arrays[0] : null)
        ?? throw new InvalidFileException($"{Name}: there are no predictions of fold {fold}; there are those of {string.Join(", ", _arrays.Select(array => array.Fold))}");
}
