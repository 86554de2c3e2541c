using System.Text.Json;
using Karyon.Testing;

namespace Karyon.Core.Tests.Goldens;

/// <summary>A section of an <c>index.json</c> of the shared goldens.</summary>
internal static class GoldenIndex
{
    /// <summary>A section, e.g. <c>twostage</c> of <c>goldens/postproc</c>; skips the running test where the folder is absent.</summary>
    public static JsonElement Section(string folder, string section)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedFolder.Require(folder), "index.json")));
        return document.RootElement.GetProperty(section).Clone();
    }

    /// <summary>The entry of a name in a section's cases.</summary>
    public static JsonElement Case(string folder, string section, string name) =>
        Section(folder, section).GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);

    /// <summary>An array that an entry names.</summary>
    public static NpyFile Array(string folder, JsonElement entry, string key) =>
        NpyFile.Load(Path.Combine(SharedFolder.Require(folder), entry.GetProperty(key).GetString()!));
}
