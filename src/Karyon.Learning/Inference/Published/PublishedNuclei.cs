using Karyon.Core.Nuclei;
using Karyon.Core.Representations.Hover;

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

    /// <summary>Decodes the maps of a whole image: thresholds and normalisation of the originals, whatever a network file says.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="workspace">Working memory.</param>
    public static PublishedNuclei Decode(HoverMaps maps, HoverWorkspace workspace)
    {
        List<Nucleus> recorded = [], mapOnly = [];
        var nuclei = Decoder.DecodeNuclei(maps, workspace);
        var isFull = nuclei.Sum(nucleus => (long)nucleus.AreaPx) == (long)maps.Width * maps.Height;
        for (var index = 0; index < nuclei.Count; index++)
        {
            var isRecorded = (index > 0 || !isFull) && HoverRecord.HasContour(nuclei[index].Mask);
            (isRecorded ? recorded : mapOnly).Add(nuclei[index]);
        }
        return new PublishedNuclei(recorded, mapOnly);
    }
}
