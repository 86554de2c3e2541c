namespace Karyon.Cli.Console;

/// <summary>The licence and the notices of everything inside the program: they must go with it wherever the single file goes.</summary>
internal static class LicenseNotices
{
    /// <summary>Prints them all.</summary>
    /// <returns>The exit code.</returns>
    public static int Print(TextWriter output)
    {
        foreach (var name in (string[])["notices/LICENSE", "notices/THIRD-PARTY.md"])
        {
            using var stream = typeof(LicenseNotices).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the build left {name} out");
            using var reader = new StreamReader(stream);
            output.WriteLine(reader.ReadToEnd().TrimEnd());
            output.WriteLine();
        }
        return ExitCode.Done;
    }
}
