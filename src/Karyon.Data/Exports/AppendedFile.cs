namespace Karyon.Data.Exports;

/// <summary>Adds to files that grow while work goes on: logs, of which what was written before a kill stays.</summary>
public static class AppendedFile
{
    /// <summary>Adds bytes at the end of a file, in one write; the file is made where it is missing.</summary>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.Write(bytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be written ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}); free some space or choose another output folder", fault);
        }
    }
}
