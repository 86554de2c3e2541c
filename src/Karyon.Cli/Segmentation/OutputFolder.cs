using Karyon.Data.Exports;

namespace Karyon.Cli.Segmentation;

/// <summary>
/// A folder that is made and tried before any work is done for it. Taken away again at the end if nothing came to lie in it and it was not
/// there before.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    private const string Probe = ".karyon-probe" + AtomicFile.PartialSuffix;
    private readonly string _path;
    private readonly List<string> _made = [];

    /// <summary>Makes the folder and writes to it once.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be made or written to.</exception>
    public OutputFolder(string path)
    {
        _path = path;
        try
        {
            for (var missing = new DirectoryInfo(path); missing is { Exists: false }; missing = missing.Parent) _made.Add(missing.FullName);
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, Probe);
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new UnwritableOutputException($"{path}: this folder cannot be written to ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}); choose another one with -o", fault);
        }
    }

    /// <summary>Takes empty folders away that this made.</summary>
    public void Dispose()
    {
        try
        {
            foreach (var folder in _made)
            {
                if (!Directory.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any()) return;
                Directory.Delete(folder);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // An empty folder left behind harms nobody; what brought us here is what is to be told.
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _path;
}
