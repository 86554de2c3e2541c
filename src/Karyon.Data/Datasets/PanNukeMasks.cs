using System.Globalization;
using System.Text.RegularExpressions;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// PanNuke's masks: <c>masks.npy</c> of [N, height, width, 6], channels 0 to 4 instance ids of neoplastic, inflammatory, connective, dead and epithelial
/// nuclei, channel 5 background; without background too. <c>pred_masks.npy</c> is HoVer-UNet's order: the union of nuclei first, then the five classes.
/// Read image by image.
/// </summary>
public sealed partial class PanNukeMasks : INucleiArray
{
    /// <summary>PanNuke's classes, as its channels have them.</summary>
    public static ClassScheme Classes { get; } = new("pannuke",
    [
        new NucleusClass("neoplastic", new Rgb(255, 0, 0)), new NucleusClass("inflammatory", new Rgb(0, 255, 0)), new NucleusClass("connective", new Rgb(0, 0, 255)),
        new NucleusClass("dead", new Rgb(255, 255, 0)), new NucleusClass("epithelial", new Rgb(255, 165, 0)),
    ]);

    private const string Official = "masks.npy", HoverUNet = "pred_masks.npy";
    private readonly NpyItems _items;
    private readonly int _first;

    private PanNukeMasks(NpyItems items, int first, int fold) => (_items, _first, Fold) = (items, first, fold);

    /// <inheritdoc/>
    public string Path => _items.Path;

    /// <inheritdoc/>
    public int Fold { get; }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <summary>Whether a folder holds masks, at its top or below (<c>Fold 1/masks/fold1/masks.npy</c>).</summary>
    public static bool AreIn(string folder) => Directory.Exists(folder) && Files(folder).Count > 0;

    /// <summary>The masks of a folder, by fold.</summary>
    /// <exception cref="InvalidFileException">There are none, or two files are of one fold, or a file has another shape.</exception>
    public static IReadOnlyList<PanNukeMasks> Find(string folder)
    {
        var found = Files(folder).Select(path => Open(path, FoldOf(folder, path))).OrderBy(masks => masks.Fold).ToList();
        if (found.Count == 0) throw new InvalidFileException($"{folder}: there is no {Official} here or below; the official layout is images.npy, masks.npy and types.npy in one folder per fold");
        for (var i = 1; i < found.Count; i++)
            if (found[i].Fold == found[i - 1].Fold)
                throw new InvalidFileException($"{found[i].Path}: this and {found[i - 1].Path} are of the same fold by their paths; name their folders 'Fold 1', 'Fold 2', 'Fold 3'");
        return found;
    }

    /// <inheritdoc/>
    public TypedNuclei Read(int index)
    {
        var item = _items.Read(index);
        int height = item.Shape[0], width = item.Shape[1], channels = item.Shape[2];
        var values = item.ToInt32s();
        var maps = new LabelMap[Classes.Classes.Count];
        for (var type = 0; type < maps.Length; type++)
        {
            maps[type] = new LabelMap(width, height);
            for (var i = 0; i < maps[type].Pixels.Length; i++) maps[type].Pixels[i] = values[i * channels + _first + type];
        }
        return TypedNuclei.FromClassMaps(maps);
    }

    private static PanNukeMasks Open(string path, int fold)
    {
        var items = NpyItems.Open(path);
        var first = System.IO.Path.GetFileName(path) == HoverUNet ? 1 : 0;
        if (items.ItemShape.Length != 3 || items.ItemShape[2] is not (5 or 6) || items.ItemShape[2] < first + Classes.Classes.Count)
            throw new InvalidFileException($"{path}: the shape is (N, {string.Join(", ", items.ItemShape.ToArray())}); PanNuke's masks are (N, 256, 256, 6)");
        return new PanNukeMasks(items, first, fold);
    }

    private static List<string> Files(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 };
        var found = Directory.EnumerateFiles(folder, Official, options).ToList();
        if (found.Count == 0) found = [.. Directory.EnumerateFiles(folder, HoverUNet, options)];
        found.Sort(string.CompareOrdinal);
        return found;
    }

    private static int FoldOf(string folder, string path)
    {
        var below = FoldName().Match(System.IO.Path.GetRelativePath(folder, path));
        var match = below.Success ? below : FoldName().Match(System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder))));
        return match.Success ? int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"fold[ _-]?(?<number>[0-9])(?![0-9])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex FoldName();
}
