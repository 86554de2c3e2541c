using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Data.Datasets;

/// <summary>
/// One image of a data set and what is known about its nuclei. Files are read at each call, nothing is kept; any thread may call.
/// Every Load method throws <see cref="Codecs.InvalidFileException"/> where a file is broken.
/// </summary>
public sealed class DatasetItem
{
    /// <summary>The image's name within its data set, e.g. <c>01_1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The patient, or what comes nearest to one, for splits; null where nothing is published.</summary>
    public string? Patient { get; init; }

    /// <summary>The published split (<c>train</c>, <c>val</c> or <c>test</c>); null where there is none.</summary>
    public string? Split { get; init; }

    /// <summary>The file that holds the image.</summary>
    public required string ImagePath { get; init; }

    /// <summary>Pixel size, µm per pixel, as the data set states it; null where it does not.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>The tissue, where the data set names it; else null.</summary>
    public string? Tissue { get; init; }

    /// <summary>The fold of a set that is published in folds; 0 where it is not.</summary>
    public int Fold { get; init; }

    /// <summary>Its number from 0 in the array file that it stands in; null where it has a file of its own.</summary>
    public int? Position { get; init; }

    /// <summary>Whether nobody states the image's size, so that the maps reach as far as nuclei do.</summary>
    public bool IsSizeOpen { get; init; }

    /// <summary>Whether <see cref="LoadTypedNuclei"/> gives nuclei.</summary>
    public bool HasClasses => TypedSource is not null || (LabelSource is not null && ClassSource is not null);

    /// <summary>Whether <see cref="LoadLabels"/> gives a map.</summary>
    public bool HasLabels => LabelSource is not null;

    /// <summary>Whether <see cref="LoadPoints"/> gives points.</summary>
    public bool HasPoints => PointSource is not null;

    internal Func<Raster<Rgb>> ImageSource { private get; init; } = () => throw new InvalidOperationException("the item was made without an image");

    internal Func<double?>? PixelSizeSource { private get; init; }

    internal Func<LabelMap>? LabelSource { private get; init; }

    internal Func<IReadOnlyDictionary<int, int>>? ClassSource { private get; init; }

    internal Func<TypedNuclei>? TypedSource { private get; init; }

    internal Func<IReadOnlyList<ClassPoint>>? PointSource { private get; init; }

    internal Func<Raster<byte>>? IgnoreSource { private get; init; }

    /// <summary>Reads the image.</summary>
    public Raster<Rgb> LoadImage() => ImageSource();

    /// <summary>The pixel size, µm per pixel: what the data set states, else what the image's file does; null where neither says.</summary>
    public double? LoadMicronsPerPixel() => MicronsPerPixel ?? PixelSizeSource?.Invoke();

    /// <summary>Reads the instance map, of the image's size; null where only points are annotated.</summary>
    public LabelMap? LoadLabels() => LabelSource?.Invoke();

    /// <summary>Reads the class index of each id in <see cref="LoadLabels"/>; null where nuclei have no classes.</summary>
    public IReadOnlyDictionary<int, int>? LoadLabelClasses() => ClassSource?.Invoke();

    /// <summary>Reads the nuclei with their classes, indices into the data set's scheme; null where they have no pixels or no classes.</summary>
    public TypedNuclei? LoadTypedNuclei()
    {
        if (TypedSource is not null) return TypedSource();
        return LabelSource is null || ClassSource is null ? null : new TypedNuclei(LabelSource(), ClassSource());
    }

    /// <summary>Reads the nuclei as points with classes; null where the set has none.</summary>
    public IReadOnlyList<ClassPoint>? LoadPoints() => PointSource?.Invoke();

    /// <summary>Reads which pixels the instance map says nothing about: 1 unknown, 0 known. Null where all are known.</summary>
    public Raster<byte>? LoadIgnoreMask() => IgnoreSource?.Invoke();
}
