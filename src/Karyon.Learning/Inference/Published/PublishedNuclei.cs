using Karyon.Core.Nuclei;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Representations.UperHover;

namespace Karyon.Learning.Inference.Published;

/// <summary>
/// What the published tools find in the maps of a whole image. Ids are those of their instance map, with gaps. Some instances of that map have no record: those
/// whose contour has fewer than 3 points, and the first one where no pixel is background.
/// </summary>
/// <param name="Recorded">The nuclei that have a record, by rising id.</param>
/// <param name="MapOnly">Those that are in the instance map alone, by rising id.</param>
public sealed record PublishedNuclei(IReadOnlyList<Nucleus> Recorded, IReadOnlyList<Nucleus> MapOnly)
{
    private static readonly HoverDecoder Decoder = new(new HoverOptions { Normalization = HvNormalization.Published });
    private static readonly UperHoverDecoder UperHover = new(UperHoverOptions.Published);

    /// <summary>Decodes the maps of a whole image: thresholds and normalisation of the originals, whatever a network file says.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="workspace">Working memory.</param>
    public static PublishedNuclei Decode(HoverMaps maps, HoverWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return Part(Decoder.DecodeNuclei(maps, workspace), (long)maps.Width * maps.Height);
    }

    /// <summary>Decodes the maps of a whole image as UNI2-UperHoVer's card does, in our reading; every nucleus has a record.</summary>
    /// <param name="maps">The maps; done with.</param>
    public static PublishedNuclei DecodeUperHover(JoinedMaps maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return new PublishedNuclei(UperHover.Decode(maps.ToPixelMaps()).Nuclei, []);
    }

    /// <summary>Tells instances that have a record from those that have none.</summary>
    /// <param name="instances">All instances of a map by rising id.</param>
    /// <param name="pixels">Pixels of the map.</param>
    public static PublishedNuclei Part(IReadOnlyList<Nucleus> instances, long pixels)
    {
        ArgumentNullException.ThrowIfNull(instances);
        List<Nucleus> recorded = [], mapOnly = [];
        // The least value of the map is taken for background and dropped, whatever it is.
        var lost = instances.Sum(nucleus => (long)nucleus.AreaPx) == pixels ? 1 : 0;
        for (var index = 0; index < instances.Count; index++)
            (index >= lost && HoverRecord.HasContour(instances[index].Mask) ? recorded : mapOnly).Add(instances[index]);
        return new PublishedNuclei(recorded, mapOnly);
    }
}
