using Karyon.Data.Codecs;
using Karyon.Data.Exports;

namespace Karyon.Learning.Recipes;

/// <summary>A file that a run read or wrote, as <c>run.json</c> identifies it.</summary>
/// <param name="Role">The recipe's key that names it, or <c>best</c> or <c>final</c>.</param>
/// <param name="File">Its path, relative to the run's folder where that is possible, with forward slashes.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hex.</param>
internal sealed record RecordedFile(string Role, string File, string Sha256)
{
    /// <summary>The weight files that a recipe reads.</summary>
    /// <exception cref="InvalidFileException">One cannot be read.</exception>
    public static IReadOnlyList<RecordedFile> OfInputs(Recipe recipe, string folder)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        return
        [
            .. PathsOf(recipe).Where(item => item.Path.Length > 0).Select(item =>
                new RecordedFile(item.Role, RelativeTo(folder, item.Path), digests.TryGetValue(item.Path, out var known) ? known : digests[item.Path] = FileDigest.Sha256(item.Path))),
        ];
    }

    /// <summary>The weight files that a run wrote, those there are.</summary>
    public static IReadOnlyList<RecordedFile> OfResults(string folder) =>
    [
        .. ((IReadOnlyList<(string Role, string Name)>)[("best", Training.Trainer.BestFile), ("final", Training.Trainer.FinalFile)])
            .Where(item => System.IO.File.Exists(Path.Combine(folder, item.Name)))
            .Select(item => new RecordedFile(item.Role, item.Name, FileDigest.Sha256(Path.Combine(folder, item.Name)))),
    ];

    private static IEnumerable<(string Role, string Path)> PathsOf(Recipe recipe) =>
        recipe.Data.Select((source, i) => ($"data.sets.{i}.points_model", source.PointsModel))
            .Prepend(("model.start", recipe.Model.StartWeights)).Prepend(("model.encoder_weights", recipe.Model.EncoderWeights));

    private static string RelativeTo(string folder, string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
}
