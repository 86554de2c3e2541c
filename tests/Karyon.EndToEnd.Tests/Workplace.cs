namespace Karyon.EndToEnd.Tests;

/// <summary>A folder of a test's own, taken away at its end.</summary>
internal sealed class Workplace : IDisposable
{
    /// <summary>The folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("karyon-test-").FullName;

    /// <summary>A path inside.</summary>
    public string this[string relative] => Path.Combine(Root, relative);

    /// <summary>A sample image of the repository, copied here; returns its path.</summary>
    public string Sample(string name, string? to = null)
    {
        var path = this[to ?? name + ".png"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(Karyon.Testing.Checkout.Root, "samples", "images", name + ".png"), path);
        return path;
    }

    /// <summary>Names of everything below, folders with a slash at the end.</summary>
    public IReadOnlyList<string> Entries() =>
    [
        .. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/') + (Directory.Exists(path) ? "/" : "")).Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
