using System.Globalization;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// hover_net's .mat: <c>inst_map</c>, with <c>inst_type</c> joined by id: rows of (id, type), or one type for each id of <c>inst_uid</c>; without
/// <c>inst_uid</c> the types belong to the map's ids in their order, if there are as many. <c>inst_centroid</c> likewise. CoNSeP's <c>type_map</c> too.
/// </summary>
internal sealed class HoverNetMatFormat : INucleiFileFormat
{
    private static readonly string[] FileEndings = [".mat", ".mat.gz"];

    public IReadOnlyList<string> Endings => FileEndings;

    public NamedNuclei Read(string path, NucleiFileOptions options)
    {
        var file = MatFile.Read(path, options.Limits);
        var labels = FolderDataset.ToLabels(file["inst_map"]);
        if (!options.WithClasses) return new NamedNuclei(labels, new Dictionary<int, string>());
        if (!file.Arrays.TryGetValue("inst_type", out var types))
            return new NamedNuclei(labels, new Dictionary<int, string>());

        var numbers = types.ToInt32s();
        var isTable = types.Shape[^1] == 2 && (types.Rank > 2 || !file.Arrays.ContainsKey("inst_uid"));
        var ids = isTable ? [.. Enumerable.Range(0, numbers.Length / 2).Select(row => numbers[2 * row])] : IdsOf(file, labels.Pixels, numbers.Length, path);
        var names = new Dictionary<int, string>();
        for (var row = 0; row < ids.Length; row++)
            if (!names.TryAdd(ids[row], numbers[isTable ? 2 * row + 1 : row].ToString(CultureInfo.InvariantCulture)))
                throw new InvalidFileException($"{path}: inst_type has two records of the nucleus {ids[row]}");

        Dictionary<int, (double, double)>? places = null;
        if (file.Arrays.TryGetValue("inst_centroid", out var centroids) && centroids.Length == 2 * ids.Length)
        {
            var xy = centroids.ToDoubles();
            places = [];
            for (var row = 0; row < ids.Length; row++) places[ids[row]] = (xy[2 * row] + 0.5, xy[2 * row + 1] + 0.5);
        }
        return new NamedNuclei(labels, names, places);
    }

    private static int[] IdsOf(MatFile file, int[] pixels, int count, string path)
    {
        if (file.Arrays.TryGetValue("inst_uid", out var uids))
            return uids.Length == count ? uids.ToInt32s() : throw new InvalidFileException($"{path}: inst_type has {count} records, inst_uid {uids.Length} ids");
        int[] ids = [.. pixels.Distinct().Where(id => id != 0).Order()];
        return ids.Length == count ? ids
            : throw new InvalidFileException($"{path}: inst_map has {ids.Length} nuclei, inst_type {count} records and there is no inst_uid that says whose they are");
    }
}
