using Karyon.Core.Contours;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>A nucleus as hover_net writes it: box, centroid, contour and type vote, all in that tool's coordinates (pixel centres at whole numbers).</summary>
/// <param name="Id">Id in the instance map.</param>
/// <param name="Bounds">The smallest window that holds the nucleus.</param>
/// <param name="CentroidX">Mean column, px.</param>
/// <param name="CentroidY">Mean row, px.</param>
/// <param name="Contour">Corner points (x, y) of the first outer border (see <see cref="BorderTracing"/>).</param>
/// <param name="Type">Class channel, from 1; 0 where no pixel voted for a class, or for untyped nuclei.</param>
/// <param name="TypeProbability">Votes for the type / (area + 1e-6), 0..1.</param>
public sealed record HoverRecord(
    int Id, Rect Bounds, double CentroidX, double CentroidY, IReadOnlyList<(int X, int Y)> Contour, int Type, double TypeProbability)
{
    /// <summary>
    /// The records that hover_net's <c>process</c> writes for what was decoded: nuclei whose contour has fewer than 3 points (a speck, a line) are
    /// in the instance map but have no record.
    /// </summary>
    /// <param name="decoded">The result of <see cref="HoverDecoder.Decode"/>.</param>
    /// <param name="typed">Whether the nuclei have classes.</param>
    /// <param name="loseFirstWithoutBackground">
    /// The original drops the least value of the instance map as background; where every pixel is nucleus, that is the first nucleus, which is
    /// lost. True does the same, for comparisons; false keeps it.
    /// </param>
    public static IReadOnlyList<HoverRecord> Publish(DecodedNuclei decoded, bool typed = true, bool loseFirstWithoutBackground = false)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        var lost = loseFirstWithoutBackground && !decoded.Labels.Pixels.AsSpan().Contains(0) ? 1 : 0;
        var records = new List<HoverRecord>();
        foreach (var nucleus in decoded.Nuclei.Skip(lost))
        {
            var contour = BorderTracing.OuterBorder(nucleus.Mask);
            if (contour.Count < 3) continue;
            var type = typed && nucleus.Probability > 0 ? nucleus.ClassIndex + 1 : 0;
            records.Add(new HoverRecord(
                nucleus.Id, nucleus.Bounds, nucleus.CentroidX - 0.5, nucleus.CentroidY - 0.5, contour, type, nucleus.Probability));
        }
        return records;
    }
}
