using System.CommandLine;
using Karyon.Cli.Console;

namespace Karyon.Cli.Inputs;

/// <summary>The option <c>--classes</c>: names of a network's classes, of a known set or from a file.</summary>
internal static class ClassesOption
{
    private const int MostClasses = 1000, LongestName = 100;
    private const long LargestFile = 1 << 20;

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pannuke"] = ["neoplastic", "inflammatory", "connective", "dead", "epithelial"],
        ["consep"] = ["miscellaneous", "inflammatory", "epithelial", "spindle-shaped"],
        ["monusac"] = ["epithelial", "lymphocyte", "macrophage", "neutrophil"],
    };

    /// <summary>Makes the option.</summary>
    public static Option<string?> Create() => new("--classes")
    {
        Description = "Names of the types: pannuke, consep (the four that HoVer-Net merges to), monusac, or a file of one name a line [default: what the file says, else type 1 to n]", HelpName = "SET|FILE",
    };

    /// <summary>The names that an argument stands for; null for null.</summary>
    /// <exception cref="UsageException">There is no such set and no such file, or its names cannot be used.</exception>
    public static IReadOnlyList<string>? Read(string? text)
    {
        if (text is null) return null;
        if (Known.TryGetValue(text, out var names)) return names;
        if (!File.Exists(text)) throw new UsageException($"--classes {text}: there is no such file; use {string.Join(", ", Known.Keys)}, or a file of one name a line");
        if (new FileInfo(text).Length > LargestFile) throw new UsageException($"--classes {text}: more than {LargestFile} bytes are no list of classes; give one name a line");
        string[] lines = [.. File.ReadLines(text).Select(line => line.Trim()).Where(line => line.Length > 0)];
        var odd = lines.FirstOrDefault(line => line.Length > LongestName || line.Any(c => char.IsControl(c) || c == ','));
        if (lines.Length is 0 or > MostClasses || odd is not null || lines.Distinct(StringComparer.Ordinal).Count() < lines.Length)
            throw new UsageException($"--classes {text}: give 1 to {MostClasses} different names, one a line, without commas, of {LongestName} letters at most");
        return lines;
    }
}
