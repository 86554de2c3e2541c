using System.Globalization;

namespace Karyon.Cli.Console;

/// <summary>Figures for people, each with its unit.</summary>
internal static class Figures
{
    /// <summary>Seconds.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        double.NaN => "-",
        < 0.0995 => Text(seconds * 1000, seconds < 0.00995 ? "0.0" : "0") + " ms",
        < 99.5 => Text(seconds, "0.00") + " s",
        < 3600 => Text(Math.Floor(seconds / 60), "0") + " min " + Text(Math.Floor(seconds % 60), "00") + " s",
        _ => Text(Math.Floor(seconds / 3600), "0") + " h " + Text(Math.Floor(seconds / 60) % 60, "00") + " min",
    };

    /// <summary>Counts, with a thousands separator.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Large counts in thousands, millions, thousands of millions.</summary>
    public static string Short(double count) => count switch
    {
        >= 1e9 => Text(count / 1e9, "0.00") + " G",
        >= 1e6 => Text(count / 1e6, "0.00") + " M",
        >= 1e3 => Text(count / 1e3, "0.0") + " k",
        _ => Text(count, "0"),
    };

    /// <summary>Bytes.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        >= 1L << 30 => Text(bytes / (1L << 30), "0.0") + " GiB",
        >= 1L << 20 => Text(bytes / (1L << 20), "0.0") + " MiB",
        _ => Text(bytes / 1024, "0.0") + " KiB",
    };

    /// <summary>A figure with a number format of .NET.</summary>
    public static string Text(double figure, string format) => double.IsNaN(figure) ? "-" : figure.ToString(format, CultureInfo.InvariantCulture);
}
