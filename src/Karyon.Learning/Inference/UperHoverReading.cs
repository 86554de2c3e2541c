using Karyon.Core.Nuclei;
using Karyon.Core.Representations.UperHover;

namespace Karyon.Learning.Inference;

/// <summary>Nuclei of UperHover maps: the class map says where they are, no probability has a say.</summary>
internal sealed class UperHoverReading(int minimumArea) : INucleusDecoder
{
    private readonly UperHoverRepresentation _representation = new(new UperHoverOptions { MinimumArea = minimumArea });

    public int HaloPx => _representation.HaloPx;

    public int MinimumArea => minimumArea;

    public IReadOnlyList<Nucleus> Decode(WindowMaps maps, int classChannels) => _representation.Decode(maps.ToPixelMaps(classChannels)).Nuclei;
}
