using System.IO.Enumeration;

namespace Karyon.Cli.Inputs;

/// <summary>A pattern of paths: <c>*</c> and <c>?</c> within a name, <c>**</c> for folders of any depth. For shells that resolve none, or quoted ones.</summary>
internal sealed class GlobPattern
{
    private static readonly char[] Separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];
    private readonly string _start;
    private readonly string[] _parts;

    public GlobPattern(string pattern)
    {
        var parts = pattern.Split(Separators);
        var literal = Array.FindIndex(parts, IsGlob);
        // "/*.png" starts at the root, "a/*.png" at a, "*.png" here.
        _start = literal == 0 ? "" : literal == 1 && parts[0].Length == 0 ? "/" : string.Join('/', parts[..literal]);
        _parts = parts[literal..];
    }

    /// <summary>Whether a path holds a wildcard.</summary>
    public static bool IsGlob(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The files that fit, in the order of their names.</summary>
    public IEnumerable<string> Files() => Match(_start, 0).Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal);

    private IEnumerable<string> Match(string folder, int index)
    {
        var place = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(place)) yield break;
        var part = _parts[index];
        if (part == "**")
        {
            if (index + 1 < _parts.Length)
                foreach (var path in Match(folder, index + 1)) yield return path;
            else
                foreach (var path in Names(Directory.EnumerateFiles(place), folder, "*")) yield return path;
            foreach (var inner in Names(Directory.EnumerateDirectories(place), folder, "*"))
                foreach (var path in Match(inner, index)) yield return path;
            yield break;
        }
        if (index + 1 == _parts.Length)
        {
            foreach (var path in Names(Directory.EnumerateFiles(place), folder, part)) yield return path;
            yield break;
        }
        foreach (var inner in Names(Directory.EnumerateDirectories(place), folder, part))
            foreach (var path in Match(inner, index + 1)) yield return path;
    }

    private static IEnumerable<string> Names(IEnumerable<string> entries, string folder, string pattern) =>
        entries.Select(entry => Path.GetFileName(entry)).Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows()))
            .Select(name => folder.Length == 0 ? name : Path.Combine(folder, name));
}
