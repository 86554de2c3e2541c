using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// CoNSeP: <c>images/</c> with <c>inst/</c> and <c>type/</c> maps; as published <c>Images/*.png</c> with <c>Labels/*.mat</c> (inst_map, type_map,
/// inst_type, inst_centroid); or hover_net's patches, .npy of height x width x 5 (R, G, B, instance, class). At the root, or
/// in sub-folders whose names tell the split. x40, nominally 0.25 µm/px. The seven published classes; which tile is of which patient is not published.
/// </summary>
internal static class ConsepDataset
{
    private const double NominalMicronsPerPixel = 0.25;

    private static readonly ClassScheme Classes = new("consep",
    [
        new NucleusClass("other", new Rgb(160, 160, 160)),
        new NucleusClass("inflammatory", new Rgb(0, 0, 255)),
        new NucleusClass("healthy_epithelial", new Rgb(0, 200, 0)),
        new NucleusClass("malignant_epithelial", new Rgb(255, 0, 0)),
        new NucleusClass("fibroblast", new Rgb(255, 235, 0)),
        new NucleusClass("muscle", new Rgb(255, 128, 0)),
        new NucleusClass("endothelial", new Rgb(0, 200, 255)),
    ]);

    public static IDataset Open(string root, IImageReader images)
    {
        var items = new List<DatasetItem>();
        foreach (var (folder, split) in DatasetFiles.WithSplits(root))
        {
            var imageFolder = DatasetFiles.Subfolder(folder, "images");
            if (imageFolder is not null && DatasetFiles.Subfolder(folder, "inst") is { } instances)
            {
                var types = DatasetFiles.Subfolder(folder, "type") ?? throw new InvalidFileException($"{folder}: the folder 'type' is missing beside 'inst'");
                foreach (var path in DatasetFiles.Images(imageFolder)) items.Add(TidyItem(path, instances, types, split, images));
            }
            else if (imageFolder is not null && DatasetFiles.Subfolder(folder, "labels") is { } labels)
            {
                foreach (var path in DatasetFiles.Images(imageFolder)) items.Add(PublishedItem(path, labels, split, images));
            }
            else if (folder == root || split is not null)
            {
                foreach (var path in DatasetFiles.Ending(folder, ".npy", ".npy.gz")) items.Add(PatchItem(path, split));
            }
        }
        if (items.Count == 0)
            throw new InvalidFileException($"{root}: there is no CoNSeP data here; 'images' with 'inst' and 'type', 'Images' with 'Labels', or patches (.npy) are needed");
        return new Dataset("consep", Classes, items);
    }

    private static DatasetItem TidyItem(string path, string instanceFolder, string typeFolder, string? split, IImageReader images)
    {
        var name = DatasetFiles.StemOf(path);
        var instances = DatasetFiles.Require(instanceFolder, name, Path.GetFileName(path), ".png");
        var types = DatasetFiles.Require(typeFolder, name, Path.GetFileName(path), ".png");
        return ItemOf(name, path, split, () => images.ReadRgb(path), () => images.ReadLabels(instances),
            () => InstanceClasses.ByVote(images.ReadLabels(instances), images.ReadLabels(types), Classes, types));
    }

    private static DatasetItem PublishedItem(string path, string labelFolder, string? split, IImageReader images)
    {
        var name = DatasetFiles.StemOf(path);
        var mat = DatasetFiles.Require(labelFolder, name, Path.GetFileName(path), ".mat", ".mat.gz");
        return ItemOf(name, path, split, () => images.ReadRgb(path), () => FolderDataset.ToLabels(MatFile.Read(mat)["inst_map"]), () =>
        {
            var file = MatFile.Read(mat);
            return InstanceClasses.ByVote(FolderDataset.ToLabels(file["inst_map"]), FolderDataset.ToLabels(file["type_map"]), Classes, mat);
        });
    }

    private static DatasetItem PatchItem(string path, string? split) => ItemOf(
        DatasetFiles.StemOf(path), path, split,
        () => new HoverNetPatch(path).Image(),
        () => new HoverNetPatch(path).Channel(3),
        () =>
        {
            var patch = new HoverNetPatch(path);
            return InstanceClasses.ByVote(patch.Channel(3), patch.Channel(4), Classes, path);
        });

    private static DatasetItem ItemOf(
        string name, string path, string? split, Func<Raster<Rgb>> image, Func<LabelMap> labels, Func<IReadOnlyDictionary<int, int>> classes) => new()
    {
        Name = name,
        Split = split,
        MicronsPerPixel = NominalMicronsPerPixel,
        ImagePath = path,
        ImageSource = image,
        LabelSource = labels,
        ClassSource = classes,
        PointSource = () => InstanceClasses.Centroids(labels(), classes()),
    };
}
