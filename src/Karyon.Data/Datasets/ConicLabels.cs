using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>The labels of the CoNIC challenge: .npy of [N, height, width, 2], instance ids and class numbers 1 to 6. Read image by image.</summary>
public sealed class ConicLabels : INucleiArray
{
    /// <summary>CoNIC's classes.</summary>
    public static ClassScheme Classes { get; } = new("conic",
    [
        new NucleusClass("neutrophil", new Rgb(255, 0, 255)), new NucleusClass("epithelial", new Rgb(0, 200, 0)), new NucleusClass("lymphocyte", new Rgb(0, 0, 255)),
        new NucleusClass("plasma", new Rgb(255, 160, 0)), new NucleusClass("eosinophil", new Rgb(255, 0, 0)), new NucleusClass("connective", new Rgb(255, 235, 0)),
    ]);

    private static readonly string[] Names = ["labels.npy", "pred.npy"];
    private readonly NpyItems _items;

    private ConicLabels(NpyItems items) => _items = items;

    /// <inheritdoc/>
    public string Path => _items.Path;

    /// <inheritdoc/>
    public int Fold => 0;

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <summary>Opens a file, or <c>labels.npy</c> or <c>pred.npy</c> of a folder.</summary>
    /// <exception cref="InvalidFileException">There is none, or it has another shape.</exception>
    public static ConicLabels Open(string path)
    {
        var file = Directory.Exists(path) ? Names.Select(name => System.IO.Path.Combine(path, name)).FirstOrDefault(File.Exists) : path;
        if (file is null) throw new InvalidFileException($"{path}: there is neither labels.npy nor pred.npy; CoNIC's labels are one .npy file of (N, 256, 256, 2), with images.npy beside it where images are wanted");
        var items = NpyItems.Open(file);
        return items.ItemShape.Length == 3 && items.ItemShape[2] == 2 ? new ConicLabels(items)
            : throw new InvalidFileException($"{file}: the shape is (N, {string.Join(", ", items.ItemShape.ToArray())}); CoNIC's labels are (N, 256, 256, 2)");
    }

    /// <summary>Whether this is such a file, or a folder that holds one.</summary>
    public static bool AreIn(string path) =>
        Directory.Exists(path) ? Names.Any(name => File.Exists(System.IO.Path.Combine(path, name))) : path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public TypedNuclei Read(int index)
    {
        var item = _items.Read(index);
        var values = item.ToInt32s();
        LabelMap labels = new(item.Shape[1], item.Shape[0]), numbers = new(item.Shape[1], item.Shape[0]);
        for (var i = 0; i < labels.Pixels.Length; i++) (labels.Pixels[i], numbers.Pixels[i]) = (values[2 * i], values[2 * i + 1]);
        try
        {
            return TypedNuclei.FromPixelClasses(labels, numbers, Classes.Classes.Count);
        }
        catch (ArgumentException cause)
        {
            throw new InvalidFileException($"{item.Name}: a class number is not in 0..{Classes.Classes.Count}", cause);
        }
    }
}
