using System.CommandLine;
using System.Globalization;
using Karyon.Cli.Console;

namespace Karyon.Cli.Inputs;

/// <summary>The option <c>--mpp</c> of commands that look at images: their pixel size where the files say none, or another one.</summary>
internal static class MicronsOption
{
    /// <summary>Pixel size of flat images that state none, µm.</summary>
    public const double Default = 0.25;

    private const double Least = 0.01, Most = 100;

    /// <summary>Makes the option.</summary>
    public static Option<double?> Create(string description) => new("--mpp") { Description = description, HelpName = "X" };

    /// <summary>Its value, or null where it is not given.</summary>
    /// <exception cref="UsageException">No image has such pixels.</exception>
    public static double? Check(double? size) => size is null or (>= Least and <= Most)
        ? size
        : throw new UsageException($"--mpp {size.Value.ToString(CultureInfo.InvariantCulture)}: a pixel size lies from {Least} to {Most} µm");
}
