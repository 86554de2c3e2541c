using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>Opens data sets by kind, in their published layouts and in the tidy one (<c>images/</c>, <c>labels/</c>).</summary>
public static class DatasetCatalog
{
    private static readonly (string Name, DatasetKind Kind)[] Names =
    [
        ("folder", DatasetKind.Folder), ("tnbc", DatasetKind.Tnbc), ("dsb2018", DatasetKind.Dsb2018), ("nucls", DatasetKind.NuCls),
        ("nucls-points", DatasetKind.NuClsPoints), ("puma", DatasetKind.Puma), ("monuseg", DatasetKind.MoNuSeg),
        ("consep", DatasetKind.CoNSeP), ("brca-m2c", DatasetKind.BrcaM2c),
        ("pannuke", DatasetKind.PanNuke), ("conic", DatasetKind.CoNIC),
    ];

    /// <summary>The kinds' names, as options and recipes write them.</summary>
    public static IReadOnlyList<string> KindNames { get; } = [.. Names.Select(entry => entry.Name)];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static DatasetKind KindNamed(string name)
    {
        foreach (var entry in Names)
            if (entry.Name == name) return entry.Kind;
        throw new ArgumentException($"there is no kind of data set '{name}'; choose {string.Join(", ", KindNames)}", nameof(name));
    }

    /// <summary>Finds a data set's images and annotations. Lists folders and small tables only; images and annotations are read by the items.</summary>
    /// <param name="kind">The data set.</param>
    /// <param name="path">Its folder.</param>
    /// <param name="images">Decodes its images.</param>
    /// <param name="options">How annotations become instance maps.</param>
    /// <exception cref="InvalidFileException">The folder is absent, or what is needed is missing from it; the message says what.</exception>
    public static IDataset Open(DatasetKind kind, string path, IImageReader images, DatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new DatasetOptions();
        if (!Directory.Exists(path) && !(kind == DatasetKind.CoNIC && File.Exists(path))) throw new InvalidFileException($"{path}: there is no such folder");
        return kind switch
        {
            DatasetKind.Folder => FolderDataset.Open(path, images, options),
            DatasetKind.Tnbc => TnbcDataset.Open(path, images),
            DatasetKind.Dsb2018 => Dsb2018Dataset.Open(path, images, options),
            DatasetKind.NuCls => NuClsDataset.Open(path, images, options),
            DatasetKind.NuClsPoints => ClassPointDataset.OpenNuClsPoints(path, images),
            DatasetKind.Puma => PumaDataset.Open(path, images, options),
            DatasetKind.MoNuSeg => MoNuSegDataset.Open(path, images, options),
            DatasetKind.CoNSeP => ConsepDataset.Open(path, images),
            DatasetKind.BrcaM2c => ClassPointDataset.OpenBrcaM2c(path, images),
            DatasetKind.PanNuke => PanNukeDataset.Open(path),
            DatasetKind.CoNIC => ConicDataset.Open(path),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "there is no such kind of data set"),
        };
    }
}
