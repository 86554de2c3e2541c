using System.IO.Compression;
using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>Reads NumPy's .npz files: zip archives of .npy files, stored or deflated.</summary>
public static class NpzFile
{
    private const int MaxEntries = 10_000;

    /// <summary>Reads all arrays of an archive by their names (without .npy).</summary>
    /// <param name="path">The archive.</param>
    /// <param name="limits">Bounds on the content of all arrays together.</param>
    /// <exception cref="InvalidFileException">The file is absent, broken, beyond the limits, or holds something other than .npy files.</exception>
    public static IReadOnlyDictionary<string, NdArray> Read(string path, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        var bytes = BoundedFile.ReadAllBytes(path, limits.MaxBytes);
        var arrays = new Dictionary<string, NdArray>(StringComparer.Ordinal);
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            if (archive.Entries.Count > MaxEntries)
                throw new InvalidFileException($"{path}: the archive has {archive.Entries.Count} entries, more than the {MaxEntries} allowed");
            var left = limits.MaxBytes;
            foreach (var entry in archive.Entries)
            {
                var name = $"{path}, {entry.FullName}";
                if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                    throw new InvalidFileException($"{name}: this entry is no .npy file");
                using var stream = entry.Open();
                var content = BoundedFile.ReadToEnd(stream, name, left);
                left -= content.Length;
                arrays[entry.FullName[..^4]] = NpyFile.Parse(content, name, limits);
            }
        }
        catch (Exception cause) when (cause is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            throw new InvalidFileException($"{path}: the zip archive is broken or uses a feature that is not read; save it again", cause);
        }
        return arrays;
    }
}
