using System.Globalization;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// A folder of result files as truth: our own outputs, QuPath's GeoJSON, hover_net's .json and .mat, label images with tables of classes. Image files give
/// the size that GeoJSON and JSON do not state; without them the maps reach as far as the nuclei do.
/// </summary>
internal static class ResultFileDataset
{
    public static IDataset Open(string name, string folder, IReadOnlyDictionary<string, string>? imagePaths, IImageReader images, DatasetOptions options)
    {
        var names = imagePaths is null ? NucleiFiles.NamesIn(folder) : [.. imagePaths.Keys];
        var scheme = options.WithClasses ? SchemeOf(name, folder, names, options) : null;
        var naming = scheme is null ? null : new ClassNaming(scheme);
        var items = new List<DatasetItem>();
        foreach (var item in names)
        {
            if (NucleiFiles.Find(folder, item, options.WithClasses) is not { } file)
                throw new InvalidFileException($"{Path.Combine(folder, item)}.png: this file is missing; {item} needs it");
            var imagePath = imagePaths?[item];
            var statesSize = file.Format is LabelImageFormat or HoverNetMatFormat;
            NamedNuclei Read(bool withClasses)
            {
                var (width, height) = imagePath is null || statesSize ? (0, 0) : images.ReadSize(imagePath);
                return file.Format.Read(file.Path, new NucleiFileOptions { Width = width, Height = height, Rule = options.PolygonRule, WithClasses = withClasses });
            }
            items.Add(new DatasetItem
            {
                Name = item,
                ImagePath = imagePath ?? file.Path,
                ImageSource = () => imagePath is null ? throw new InvalidFileException($"{file.Path}: there is no image of it") : images.ReadRgb(imagePath),
                PixelSizeSource = imagePath is null ? null : () => images.ReadMicronsPerPixel(imagePath),
                LabelSource = () => Read(withClasses: false).Labels,
                TypedSource = naming is null || !file.Format.HasClasses(file.Path) ? null : () => naming.Resolve(Read(withClasses: true), file.Path),
                IsSizeOpen = imagePath is null && !statesSize,
            });
        }
        return new Dataset(name, scheme ?? ClassScheme.Untyped, items);
    }

    /// <summary>The classes that are named, else those that occur in the files; numbers stand for as many classes as the highest says.</summary>
    private static ClassScheme SchemeOf(string name, string folder, IReadOnlyList<string> items, DatasetOptions options)
    {
        if (options.ClassNames is { } given) return Scheme(name, given);
        var found = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
            if (NucleiFiles.Find(folder, item, withClasses: true) is { } file && (options.ClassMaps || file.Format.HasClasses(file.Path)))
                found.UnionWith(file.Format.Read(file.Path, new NucleiFileOptions { Width = 1, Height = 1, WithClasses = true, ClassMaps = options.ClassMaps, IgnoreValue = options.IgnoreValue }).ClassNames.Values);
        var highest = 0;
        var areNumbers = found.Count > 0 && found.All(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (highest = Math.Max(highest, number)) < 1000);
        return Scheme(name, areNumbers ? [.. Enumerable.Range(1, highest).Select(number => number.ToString(CultureInfo.InvariantCulture))] : [.. found]);
    }

    private static ClassScheme Scheme(string name, IEnumerable<string> classes)
    {
        Rgb[] colours = [new(255, 0, 0), new(0, 200, 0), new(0, 0, 255), new(255, 235, 0), new(255, 165, 0), new(255, 0, 255)];
        return new ClassScheme(name, [.. classes.Select((type, index) => new NucleusClass(type, colours[index % colours.Length]))]);
    }
}
