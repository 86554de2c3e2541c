using Karyon.Core.Nuclei;

namespace Karyon.Data.Datasets;

/// <summary>Images with annotated nuclei. Immutable; items read their files when asked, from any thread.</summary>
public interface IDataset
{
    /// <summary>The data set's name, e.g. <c>tnbc</c>.</summary>
    string Name { get; }

    /// <summary>The classes that points and labels of its items refer to.</summary>
    ClassScheme Classes { get; }

    /// <summary>The images, in the order of their names.</summary>
    IReadOnlyList<DatasetItem> Items { get; }
}
