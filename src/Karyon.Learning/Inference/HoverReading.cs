using Karyon.Core.Nuclei;
using Karyon.Core.Representations.Hover;

namespace Karyon.Learning.Inference;

/// <summary>Nuclei of HoVer maps.</summary>
internal sealed class HoverReading(HoverOptions options) : INucleusDecoder
{
    private readonly HoverDecoder _decoder = new(options);

    public int HaloPx { get; } = new HoverRepresentation(options).HaloPx;

    public int MinimumArea => options.MinimumArea;

    public IReadOnlyList<Nucleus> Decode(WindowMaps maps, int classChannels) => _decoder.DecodeNuclei(maps.View(classChannels), maps.Workspace);
}
