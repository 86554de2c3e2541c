using Karyon.Core.Nuclei;

namespace Karyon.Data.Datasets;

/// <summary>A data set found on disk.</summary>
internal sealed record Dataset(string Name, ClassScheme Classes, IReadOnlyList<DatasetItem> Items) : IDataset;
