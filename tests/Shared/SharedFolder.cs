namespace Karyon.Testing;

/// <summary>Finds the folder of goldens and data that stands beside a checkout; tests that need it skip where it is absent.</summary>
internal static class SharedFolder
{
    /// <summary>The folder's path, or null where there is none.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The path of a file or folder inside; skips the running test, with a reason, where it is absent.</summary>
    public static string Require(string relative)
    {
        var path = Root is null ? null : Path.Combine(Root, relative);
        Assert.SkipWhen(path is null || !(File.Exists(path) || Directory.Exists(path)),
            $"../shared/{relative} is absent (set KARYON_SHARED or place the folder beside the checkout)");
        return path!;
    }

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("KARYON_SHARED");
        if (!string.IsNullOrEmpty(named)) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Karyon.slnx"))) continue;
            var shared = Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(shared) ? Path.GetFullPath(shared) : null;
        }
        return null;
    }
}

/// <summary>The root of the checkout that the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Karyon.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("Karyon.slnx was not found above " + AppContext.BaseDirectory);
    }
}
