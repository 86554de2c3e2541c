using Karyon.Data.Codecs;

namespace Karyon.Data.Exports;

/// <summary>
/// Writes a file so that nobody ever sees half of it: to <c>PATH.partial</c>, renamed when complete, deleted when the writing fails.
/// </summary>
public static class AtomicFile
{
    /// <summary>What an unfinished file's name ends with.</summary>
    public const string PartialSuffix = ".partial";

    private const int BufferBytes = 1 << 16;

    /// <summary>Writes a file; its folder is made where it is missing, an older file of the name is replaced.</summary>
    /// <param name="path">The finished file.</param>
    /// <param name="write">Writes the contents; the stream is buffered, can seek, and is closed afterwards.</param>
    /// <param name="flushToDisk">Whether the bytes are on the disk before the name is: for files that must survive a power cut, at the price of a wait.</param>
    /// <exception cref="UnwritableOutputException">The folder or the file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write, bool flushToDisk = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var partial = path + PartialSuffix;
        var isComplete = false;
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferBytes))
            {
                write(stream);
                stream.Flush(flushToDisk);
            }
            File.Move(partial, path, overwrite: true);
            isComplete = true;
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or (IOException and not InvalidFileException and not UnwritableOutputException))
        {
            // What write() itself reads from fails with InvalidFileException; everything else here is the output's fault.
            throw new UnwritableOutputException($"{path}: cannot be written ({Reason(fault)}); choose another output folder or free some space", fault);
        }
        finally
        {
            if (!isComplete) Discard(partial);
        }
    }

    private static string Reason(Exception fault) => fault.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static void Discard(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The fault that brought us here is the one to tell; a leftover *.partial is never read as a result.
        }
    }
}
