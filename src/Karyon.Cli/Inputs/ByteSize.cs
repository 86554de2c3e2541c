using System.Globalization;
using Karyon.Cli.Console;

namespace Karyon.Cli.Inputs;

/// <summary>Amounts of memory as people write them.</summary>
internal static class ByteSize
{
    private static readonly (string Suffix, double Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("B", 1),
    ];

    /// <summary>Bytes of e.g. <c>2GB</c>, <c>512MiB</c>.</summary>
    /// <exception cref="UsageException">It is no amount.</exception>
    public static long Parse(string option, string text)
    {
        var trimmed = text.Trim();
        foreach (var (suffix, bytes) in Units)
        {
            if (!trimmed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) continue;
            if (double.TryParse(trimmed[..^suffix.Length].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount * bytes is >= 1 and < long.MaxValue)
                return (long)(amount * bytes);
            break;
        }
        throw new UsageException($"{option} {text}: an amount of memory is needed, e.g. 2GB or 512MiB");
    }
}
