using Karyon.Core.Rasters;

namespace Karyon.Data.Datasets;

/// <summary>The nuclei of one result file, with classes as the file writes them: names, or numbers as text.</summary>
/// <param name="Labels">The instance map.</param>
/// <param name="ClassNames">The class of each id that has one.</param>
/// <param name="Places">Centroids of ids that the file states, px with pixel centres at +0.5; null: those of the map.</param>
public sealed record NamedNuclei(LabelMap Labels, IReadOnlyDictionary<int, string> ClassNames, IReadOnlyDictionary<int, (double X, double Y)>? Places = null);
