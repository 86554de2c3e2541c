namespace Karyon.Learning.Recipes;

/// <summary>One thing that is wrong in a recipe.</summary>
/// <param name="Source">The file, or the override (<c>--set key=value</c>) that it comes from.</param>
/// <param name="Line">Line in the file, from 1; null for an override.</param>
/// <param name="Key">The dotted path of the key, e.g. <c>data.sets.0.weight</c>; empty for the whole document.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record RecipeMistake(string Source, int? Line, string Key, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}{(Line is null ? "" : $":{Line}")}: {(Key.Length == 0 ? "" : Key + ": ")}{Message}";
}
