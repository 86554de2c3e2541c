namespace Karyon.Learning.Checkpoints.Names;

/// <summary>Where a file has a part of a network.</summary>
/// <param name="Part">The part.</param>
/// <param name="Prefix">What its names begin with there.</param>
/// <param name="Renames">How it writes the rest.</param>
internal sealed record PartNames(NamePart Part, string Prefix, IReadOnlyDictionary<string, string> Renames)
{
    /// <summary>The file's name of a tensor, by what follows <see cref="NamePart.Ours"/> in our name.</summary>
    public string Of(string rest) => Prefix + NamePart.Rename(rest, Renames);
}
