using Karyon.Core.Contours;
using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Evaluation;

/// <summary>
/// Predictions in files of a folder, named as the images, in one of the formats of <see cref="NucleiFiles"/>: <c>NAME.labels.png</c>,
/// <c>NAME.labels.tif(f)</c>, <c>NAME.png</c>, <c>NAME.tif(f)</c> (grey, 0 is background; classes in <c>NAME.csv</c>), else <c>NAME.geojson</c> or
/// <c>NAME.geojson.gz</c>, whose polygons are filled by a rule; our own follow pixel edges, so that with <see cref="PolygonRasterizerRule.PixelCentre"/>
/// they give the labels again; else hover_net's results, <c>NAME.hovernet.json</c> as we write it, <c>NAME.json</c> or <c>NAME.mat</c>, or
/// HoVer-UNet's, <c>NAME.pickle</c>, whose conventions are fixed (see <see cref="HoverNetInstances"/>). Where classes are wanted, a file that has them goes before one that has not.
/// </summary>
public sealed class PredictionFolder : IPredictionSource
{
    private readonly NucleiFileOptions _options;

    /// <summary>Looks into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rule">How polygons are filled; null: by pixel centres.</param>
    /// <param name="limits">Bounds on an image's size; null for the default.</param>
    /// <param name="classMaps">Whether label images without a table are maps of class numbers, where classes are wanted.</param>
    /// <param name="ignoreValue">The value of pixels in class maps that have no class.</param>
    /// <exception cref="InvalidFileException">There is no such folder.</exception>
    public PredictionFolder(string folder, PolygonRasterizerRule? rule = null, DecodeLimits? limits = null, bool classMaps = false, int ignoreValue = SemanticCounts.DefaultIgnoreValue)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder) || NucleiFiles.NamesIn(folder).Count == 0) NucleiFiles.RefuseHdf5(folder);
        if (!Directory.Exists(folder)) throw new InvalidFileException($"{folder}: there is no such folder; give the one that holds the predictions");
        Name = folder;
        _options = new NucleiFileOptions { Rule = rule ?? PolygonRasterizerRule.PixelCentre, Limits = limits, ClassMaps = classMaps, IgnoreValue = ignoreValue };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public LabelMap Predict(DatasetItem item, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(item);
        return NucleiFiles.Read(Name, item.Name, _options with { Width = width, Height = height, ClassMaps = false }).Labels;
    }

    /// <inheritdoc/>
    public TypedNuclei PredictTyped(DatasetItem item, int width, int height, ClassNaming naming)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(naming);
        return naming.Resolve(NucleiFiles.Read(Name, item.Name, _options with { Width = width, Height = height, WithClasses = true }), Path.Combine(Name, item.Name));
    }
}
