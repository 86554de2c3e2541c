namespace Karyon.Data.Synthesis;

/// <summary>A hole in the stroma: bare glass, with red cells inside where it is a vessel.</summary>
/// <param name="Outline">Its outline.</param>
/// <param name="IsVessel">Whether endothelium lines it and blood stands in it; else it is a fat cell.</param>
/// <param name="RedCells">The red cells inside.</param>
internal sealed record Cavity(Blob Outline, bool IsVessel, IReadOnlyList<Blob> RedCells);
