using YamlDotNet.RepresentationModel;

namespace Karyon.Learning.Recipes;

/// <summary>What a recipe was read from: where its nodes come from, and what is wrong with them.</summary>
/// <param name="file">The file's name, for mistakes.</param>
/// <param name="folder">The folder that paths are relative to.</param>
/// <param name="checkFiles">Whether files and folders that do not exist are mistakes.</param>
internal sealed class RecipeDocument(string file, string folder, bool checkFiles)
{
    private readonly Dictionary<YamlNode, string> _overrides = new(ReferenceEqualityComparer.Instance);
    private readonly List<RecipeMistake> _mistakes = [];

    /// <summary>The folder that paths are relative to.</summary>
    public string Folder { get; } = folder;

    /// <summary>Whether files and folders that do not exist are mistakes.</summary>
    public bool CheckFiles { get; } = checkFiles;

    /// <summary>The mistakes, by line.</summary>
    public IReadOnlyList<RecipeMistake> Mistakes => [.. _mistakes.OrderBy(mistake => mistake.Line ?? int.MaxValue)];

    /// <summary>Reports a mistake at a node.</summary>
    public void Report(YamlNode node, string key, string message) => _mistakes.Add(_overrides.TryGetValue(node, out var text)
        ? new RecipeMistake($"--set {text}", null, key, message)
        : new RecipeMistake(file, (int)Math.Max(1, node.Start.Line), key, message));

    /// <summary>Reports a mistake of an override as a whole.</summary>
    public void ReportOverride(string text, string message) => _mistakes.Add(new RecipeMistake($"--set {text}", null, "", message));

    /// <summary>Notes that nodes come from an override.</summary>
    public void Mark(string text, params IEnumerable<YamlNode> nodes)
    {
        foreach (var node in nodes) _overrides[node] = text;
    }
}
