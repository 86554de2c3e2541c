using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations;

/// <summary>What a decoder found in a map.</summary>
/// <param name="Labels">The instance map; its ids are those of the nuclei.</param>
/// <param name="Nuclei">The nuclei by rising id, in the coordinates of the map.</param>
public sealed record DecodedNuclei(LabelMap Labels, IReadOnlyList<Nucleus> Nuclei);
