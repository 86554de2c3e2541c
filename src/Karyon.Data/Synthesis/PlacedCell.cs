namespace Karyon.Data.Synthesis;

/// <summary>A cell that was placed: the outline of its nucleus, its kind, and the key of its own random numbers.</summary>
/// <param name="Outline">Outline of the nucleus (of the cell body's core where the kind is <see cref="NucleusKind.None"/>).</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Key">Seed of what is random about it alone.</param>
/// <param name="IsEpithelial">Whether it shapes the cell borders of a nest.</param>
internal sealed record PlacedCell(Blob Outline, NucleusKind Kind, ulong Key, bool IsEpithelial);
