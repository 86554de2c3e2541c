using System.Security.Cryptography;
using Karyon.Data.Codecs;

namespace Karyon.Data.Exports;

/// <summary>What identifies a file in provenance.</summary>
public static class FileDigest
{
    /// <summary>SHA-256 of a file's bytes, lower-case hex; streamed.</summary>
    /// <exception cref="InvalidFileException">The file cannot be read.</exception>
    public static string Sha256(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidFileException($"{path}: cannot be read ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')})", fault);
        }
    }
}
