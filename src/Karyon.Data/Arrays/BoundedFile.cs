using System.IO.Compression;
using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>Reads whole files from outside, unzipping gzip by its first bytes, and refuses what is larger than a bound.</summary>
internal static class BoundedFile
{
    /// <summary>The content of a file, unzipped where it is gzip.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Largest content, after unzipping, bytes.</param>
    /// <exception cref="InvalidFileException">The file is absent, larger than the bound, or its gzip stream is broken.</exception>
    public static byte[] ReadAllBytes(string path, long maxBytes)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[2];
            var isGzip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
            file.Position = 0;
            if (!isGzip)
            {
                if (file.Length > Math.Min(maxBytes, Array.MaxLength)) throw TooLarge(path, maxBytes);
                var bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                return bytes;
            }
            using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            return ReadToEnd(unzipped, path, maxBytes);
        }
        catch (InvalidDataException cause)
        {
            throw new InvalidFileException($"{path}: the gzip stream is broken; fetch the file again", cause);
        }
        catch (EndOfStreamException cause)
        {
            throw new InvalidFileException($"{path}: the file ends early; fetch it again", cause);
        }
        catch (IOException cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException($"{path}: there is no such file", cause);
        }
    }

    /// <summary>Reads a stream whose length is not known, growing as bytes come, never beyond the bound.</summary>
    public static byte[] ReadToEnd(Stream stream, string name, long maxBytes)
    {
        maxBytes = Math.Min(maxBytes, Array.MaxLength);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            if (content.Length + count > maxBytes) throw TooLarge(name, maxBytes);
            content.Write(buffer, 0, count);
        }
        return content.ToArray();
    }

    private static InvalidFileException TooLarge(string name, long maxBytes) =>
        new($"{name}: the content is larger than the {maxBytes} bytes allowed");
}
