using Karyon.Data.Codecs;
using Karyon.Data.Pickles;

namespace Karyon.Data.Datasets;

/// <summary>
/// HoVer-UNet's predictions (<c>inference/infer.py</c>): a pickled dictionary with the arrays of <see cref="HoverNetArrays"/>, and with boxes, probabilities
/// (<c>inst_type_prod</c>) and contours, which are not looked at. The pickle is interpreted, never executed.
/// </summary>
internal sealed class HoverUNetPickleFormat : INucleiFileFormat
{
    private static readonly string[] FileEndings = [".pickle", ".pkl"];

    public IReadOnlyList<string> Endings => FileEndings;

    public NamedNuclei Read(string path, NucleiFileOptions options)
    {
        if (NumpyPickle.Read(path) is not PickleDictionary file) throw new InvalidFileException($"{path}: the pickle is no dictionary; HoVer-UNet's predictions are one, with inst_map, inst_uid and inst_type");
        return HoverNetArrays.Read(path, name => file[name] switch
        {
            null => null,
            PickledArray array => array.ToNdArray(options.Limits),
            _ => throw new InvalidFileException($"{path}: {name} is no NumPy array; this is no prediction of HoVer-UNet"),
        }, options);
    }
}
