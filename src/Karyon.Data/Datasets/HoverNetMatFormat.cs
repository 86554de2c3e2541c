using Karyon.Data.Arrays;

namespace Karyon.Data.Datasets;

/// <summary>hover_net's .mat: the arrays of <see cref="HoverNetArrays"/>. CoNSeP's files too, whose <c>type_map</c> is not looked at.</summary>
internal sealed class HoverNetMatFormat : INucleiFileFormat
{
    private static readonly string[] FileEndings = [".mat", ".mat.gz"];

    public IReadOnlyList<string> Endings => FileEndings;

    public NamedNuclei Read(string path, NucleiFileOptions options)
    {
        var file = MatFile.Read(path, options.Limits);
        return HoverNetArrays.Read(path, file.Arrays.GetValueOrDefault, options);
    }
}
