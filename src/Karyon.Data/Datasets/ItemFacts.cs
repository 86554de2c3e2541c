namespace Karyon.Data.Datasets;

/// <summary>What a data set says about an image besides its pixels; see the properties of <see cref="DatasetItem"/>.</summary>
internal readonly record struct ItemFacts(string? Patient = null, string? Split = null, double? MicronsPerPixel = null);
