using Karyon.Cli.Console;

namespace Karyon.Cli.Inputs;

/// <summary>From what the user wrote (files, folders, globs) to the images that are meant.</summary>
internal static class InputImages
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".tif", ".tiff"];
    private static readonly string[] OwnOutputs = [".labels", ".overlay"];

    /// <summary>
    /// Lists the images, each once: a file is taken as it is; a folder means its <c>images/</c> if it has one, else itself, images only, own
    /// outputs left out, in the order of their names; a glob (<c>*</c>, <c>?</c>, <c>**</c>) is resolved here where the shell did not.
    /// </summary>
    /// <exception cref="UsageException">Nothing is there, or two images would have results of the same name.</exception>
    public static IReadOnlyList<InputImage> Find(IReadOnlyList<string> arguments)
    {
        var images = new List<InputImage>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var argument in arguments)
            foreach (var path in Expand(argument))
                if (known.Add(Path.GetFullPath(path))) images.Add(new InputImage(path, Path.GetFileNameWithoutExtension(path)));
        DemandDistinctNames(images);
        return images;
    }

    /// <summary>Whether a file in a folder is an image that is not one of our own results.</summary>
    private static bool IsImage(string path)
    {
        var stem = Path.GetFileNameWithoutExtension(path);
        return Endings.Contains(Path.GetExtension(path).ToLowerInvariant(), StringComparer.Ordinal)
            && !OwnOutputs.Any(own => stem.EndsWith(own, StringComparison.OrdinalIgnoreCase));
    }

    private static IReadOnlyList<string> Expand(string argument)
    {
        if (argument.Length == 0) throw new UsageException("an input is empty; give a file, a folder or a pattern");
        if (File.Exists(argument)) return [argument];
        if (Directory.Exists(argument)) return InFolder(argument);
        if (!GlobPattern.IsGlob(argument)) throw new UsageException($"{argument}: there is no such file or folder; check the path");
        var found = new GlobPattern(argument).Files().Where(IsImage).ToList();
        return found.Count > 0 ? found : throw new UsageException($"{argument}: no image ({Kinds}) fits the pattern");
    }

    private static List<string> InFolder(string folder)
    {
        var inner = Path.Combine(folder, "images");
        var place = Directory.Exists(inner) ? inner : folder;
        var found = Directory.EnumerateFiles(place).Where(IsImage).Order(StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : throw new UsageException($"{place}: there is no image ({Kinds}) in this folder");
    }

    private static string Kinds => string.Join(", ", Endings.Select(ending => ending[1..]));

    private static void DemandDistinctNames(List<InputImage> images)
    {
        // Case does not tell files apart on every machine, and results are to be carried between machines.
        var byName = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var image in images)
            if (!byName.TryAdd(image.Name, image.Path))
                throw new UsageException($"{byName[image.Name]} and {image.Path} would write the same results ({image.Name}.*); segment them into separate folders with -o");
    }
}
