using Karyon.Core.Nuclei;

namespace Karyon.Learning.Inference;

/// <summary>Reads nuclei from the maps of one window. Immutable and thread safe; the maps are the caller's.</summary>
internal interface INucleusDecoder
{
    /// <summary>Maps that must lie around a window's core, px.</summary>
    int HaloPx { get; }

    /// <summary>Nuclei of fewer pixels are dropped.</summary>
    int MinimumArea { get; }

    /// <summary>The nuclei of a window in raster order of their markers, in its coordinates.</summary>
    IReadOnlyList<Nucleus> Decode(WindowMaps maps, int classChannels);
}
