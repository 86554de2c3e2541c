using Karyon.Core.Contours;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// Data Science Bowl 2018: <c>images/</c> with <c>labels/</c>, or as published <c>ID/images/ID.png</c> with one mask per nucleus in
/// <c>ID/masks/</c>, numbered in the order of their names. Patients and pixel sizes were not published; many tiles look like
/// crops of the same fields, so a random split probably leaks.
/// </summary>
internal static class Dsb2018Dataset
{
    public static IDataset Open(string root, IImageReader images, DatasetOptions options)
    {
        if (DatasetFiles.Subfolder(root, "images") is { } imageFolder)
        {
            var labels = DatasetFiles.Subfolder(root, "labels") ?? throw new InvalidFileException($"{root}: the folder 'labels' is missing beside 'images'");
            return new Dataset("dsb2018", ClassScheme.Untyped, FolderDataset.Pair(imageFolder, labels, images, static _ => new ItemFacts()));
        }

        var items = new List<DatasetItem>();
        foreach (var folder in DatasetFiles.Folders(root))
        {
            if (DatasetFiles.Subfolder(folder, "images") is not { } own || DatasetFiles.Subfolder(folder, "masks") is not { } maskFolder) continue;
            var found = DatasetFiles.Images(own);
            if (found.Count != 1) throw new InvalidFileException($"{own}: {found.Count} images, one is expected");
            var path = found[0];
            items.Add(new DatasetItem
            {
                Name = Path.GetFileName(folder),
                ImagePath = path,
                ImageSource = () => images.ReadRgb(path),
                LabelSource = () => Merge(maskFolder, images, path, options.Overlap),
            });
        }
        if (items.Count == 0)
            throw new InvalidFileException($"{root}: there is no DSB 2018 data here; 'images' and 'labels', or folders with 'images' and 'masks', are needed");
        return new Dataset("dsb2018", ClassScheme.Untyped, items);
    }

    private static LabelMap Merge(string maskFolder, IImageReader images, string imagePath, PolygonRasterizerOverlap overlap)
    {
        var (width, height) = images.ReadSize(imagePath);
        var labels = new LabelMap(width, height);
        var id = 0;
        foreach (var path in DatasetFiles.Ending(maskFolder, DatasetFiles.ImageEndings))
        {
            id++;
            var mask = images.ReadRgb(path);
            if (mask.Width != width || mask.Height != height)
                throw new InvalidFileException($"{path}: the mask has {mask.Width} x {mask.Height} px, its image {width} x {height}");
            for (var i = 0; i < mask.Pixels.Length; i++)
                if (mask.Pixels[i] != default && (labels.Pixels[i] == 0 || overlap == PolygonRasterizerOverlap.LastWins)) labels.Pixels[i] = id;
        }
        return labels;
    }
}
