namespace Karyon.Learning.Models;

/// <summary>An architecture.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Source">The papers that describe it.</param>
/// <param name="Create">Makes it; its weights take no memory before they are written.</param>
public sealed record CatalogEntry(string Name, string Title, string Source, Func<DrawnNetwork> Create)
{
    /// <summary>Its sizes as weight files state them; null where weight files cannot describe it.</summary>
    public NetworkDescription? Description { get; init; }

    /// <summary>What the originals state; null: nothing.</summary>
    public PublishedCost? Published { get; init; }
}
