using System.Reflection;

namespace Karyon.Cli.Console;

/// <summary>Which program this is.</summary>
internal static class ProgramVersion
{
    /// <summary>Version, with the commit where the build knew it.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
