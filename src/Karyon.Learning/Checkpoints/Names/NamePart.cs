namespace Karyon.Learning.Checkpoints.Names;

/// <summary>A part of a network and where a published file may have it.</summary>
/// <param name="Ours">What our names of its tensors begin with.</param>
/// <param name="Prefix">What the file's names of them begin with; <c>*</c>: whatever fits.</param>
/// <param name="Renames">Ways to write what follows, each as parts of our names and what stands there instead; one that fits is taken.</param>
public sealed record NamePart(string Ours, string Prefix, IReadOnlyList<IReadOnlyDictionary<string, string>> Renames)
{
    /// <summary>The prefix that stands for any.</summary>
    public const string AnyPrefix = "*";

    /// <summary>The rest of a name as one of the ways has it: whole words between dots change.</summary>
    internal static string Rename(string rest, IReadOnlyDictionary<string, string> ways)
    {
        foreach (var (ours, theirs) in ways)
            rest = $".{rest}.".Replace($".{ours}.", $".{theirs}.", StringComparison.Ordinal)[1..^1];
        return rest;
    }
}
