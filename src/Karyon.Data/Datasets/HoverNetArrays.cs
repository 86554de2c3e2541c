using System.Globalization;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// One image's nuclei as hover_net and HoVer-UNet keep them, in arrays: <c>inst_map</c>, with <c>inst_type</c> joined by id: rows of (id, type), or one type
/// for each id of <c>inst_uid</c>; without <c>inst_uid</c> the types belong to the map's ids in their order, if there are as many. <c>inst_centroid</c> likewise.
/// </summary>
internal static class HoverNetArrays
{
    /// <summary>Reads the nuclei.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="array">An array of the file by its name; null: there is none.</param>
    /// <param name="options">How it is read.</param>
    public static NamedNuclei Read(string path, Func<string, NdArray?> array, NucleiFileOptions options)
    {
        var labels = FolderDataset.ToLabels(array("inst_map") ?? throw new InvalidFileException($"{path}: there is no array inst_map; this is no result of hover_net or HoVer-UNet"));
        if (!options.WithClasses || array("inst_type") is not { } types) return new NamedNuclei(labels, new Dictionary<int, string>());

        var uids = array("inst_uid");
        var numbers = types.ToInt32s();
        var isTable = types.Shape[^1] == 2 && (types.Rank > 2 || uids is null);
        var ids = isTable ? [.. Enumerable.Range(0, numbers.Length / 2).Select(row => numbers[2 * row])] : IdsOf(uids, labels.Pixels, numbers.Length, path);
        var names = new Dictionary<int, string>();
        for (var row = 0; row < ids.Length; row++)
            if (!names.TryAdd(ids[row], numbers[isTable ? 2 * row + 1 : row].ToString(CultureInfo.InvariantCulture)))
                throw new InvalidFileException($"{path}: inst_type has two records of the nucleus {ids[row]}");

        Dictionary<int, (double, double)>? places = null;
        if (array("inst_centroid") is { } centroids && centroids.Length == 2 * ids.Length)
        {
            var xy = centroids.ToDoubles();
            places = [];
            for (var row = 0; row < ids.Length; row++) places[ids[row]] = (xy[2 * row] + 0.5, xy[2 * row + 1] + 0.5);
        }
        return new NamedNuclei(labels, names, places);
    }

    private static int[] IdsOf(NdArray? uids, int[] pixels, int count, string path)
    {
        if (uids is not null) return uids.Length == count ? uids.ToInt32s() : throw new InvalidFileException($"{path}: inst_type has {count} records, inst_uid {uids.Length} ids");
        int[] ids = [.. pixels.Distinct().Where(id => id != 0).Order()];
        return ids.Length == count ? ids
            : throw new InvalidFileException($"{path}: inst_map has {ids.Length} nuclei, inst_type {count} records and there is no inst_uid that says whose they are");
    }
}
