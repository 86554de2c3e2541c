using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Karyon.Learning.Recipes;

/// <summary>
/// Recipes as YAML files. Keys that a file leaves out have the defaults of <see cref="Recipe"/>, or of the presets that it names; paths are
/// relative to the file's folder. Reading reports every mistake at once.
/// </summary>
public static class RecipeFile
{
    private const int LongestFile = 1 << 20;

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values that replace the file's, each <c>dotted.key=value</c>; they are applied in order and recorded.</param>
    /// <param name="checkFiles">Whether files and folders that do not exist are mistakes.</param>
    /// <exception cref="RecipeException">Something is wrong; all mistakes are listed with their lines.</exception>
    public static Recipe Read(string path, IReadOnlyList<string>? overrides = null, bool checkFiles = true)
    {
        ArgumentNullException.ThrowIfNull(path);
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestFile } file)
                throw new RecipeException([new RecipeMistake(path, null, "", $"the file has {file.Length} bytes; a recipe has at most {LongestFile}")]);
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException([new RecipeMistake(path, null, "", exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message)]);
        }
        return Parse(text, path, overrides, checkFiles);
    }

    /// <summary>Reads a recipe from its text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">The path that errors name and whose folder paths are relative to.</param>
    /// <param name="overrides">As in <see cref="Read"/>.</param>
    /// <param name="checkFiles">As in <see cref="Read"/>.</param>
    /// <exception cref="RecipeException">Something is wrong; all mistakes are listed with their lines.</exception>
    public static Recipe Parse(string text, string name, IReadOnlyList<string>? overrides = null, bool checkFiles = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        var document = new RecipeDocument(name, Path.GetDirectoryName(Path.GetFullPath(name)) ?? "", checkFiles);
        var root = Root(text, name);
        foreach (var item in overrides ?? []) RecipeOverrides.Apply(document, root, item);
        var recipe = RecipeReader.Walk(document, root, "", new Recipe(), RecipeSchema.Walk);
        if (document.Mistakes.Count > 0) throw new RecipeException(document.Mistakes);
        return overrides is { Count: > 0 } ? recipe with { Overrides = [.. recipe.Overrides, .. overrides] } : recipe;
    }

    /// <summary>Writes a recipe down in full; reading the text gives an equal recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="folder">
    /// The folder that the text is for: paths are written relative to it where that is possible (not to another drive), so that the recipe can be moved
    /// together with its data. Null: paths are written in full.
    /// </param>
    public static string Write(Recipe recipe, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var text = new StringBuilder();
        RecipeSchema.Walk(new RecipeWriter(text, "", folder), recipe);
        return text.ToString();
    }

    private static YamlMappingNode Root(string text, string name)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new RecipeException([new RecipeMistake(name, (int)Math.Max(1, exception.Start.Line), "", $"this is no YAML: {exception.Message}")]);
        }
        if (stream.Documents.Count == 0) throw new RecipeException([new RecipeMistake(name, 1, "", "the file is empty; a recipe has keys such as model, data and training")]);
        if (stream.Documents.Count > 1) throw new RecipeException([new RecipeMistake(name, (int)stream.Documents[1].RootNode.Start.Line, "", "a second document begins here; a recipe is one")]);
        return stream.Documents[0].RootNode as YamlMappingNode
            ?? throw new RecipeException([new RecipeMistake(name, (int)Math.Max(1, stream.Documents[0].RootNode.Start.Line), "", "a recipe has keys such as model, data and training")]);
    }
}
