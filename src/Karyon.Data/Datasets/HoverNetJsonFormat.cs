namespace Karyon.Data.Datasets;

/// <summary>hover_net's JSON and ours of its layout; see <see cref="HoverNetInstances"/>. Records are joined by id.</summary>
internal sealed class HoverNetJsonFormat : INucleiFileFormat
{
    private static readonly string[] FileEndings = [".hovernet.json", ".json"];

    public IReadOnlyList<string> Endings => FileEndings;

    public NamedNuclei Read(string path, NucleiFileOptions options) => HoverNetInstances.ReadNamedJson(path, options);
}
