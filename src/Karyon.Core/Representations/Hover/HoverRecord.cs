using Karyon.Core.Contours;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>A nucleus as hover_net writes it: box, centroid, contour and type vote, all in that tool's coordinates (pixel centres at whole numbers).</summary>
/// <param name="Id">Id in the instance map.</param>
/// <param name="Bounds">The smallest window that holds the nucleus.</param>
/// <param name="CentroidX">Mean column, px.</param>
/// <param name="CentroidY">Mean row, px.</param>
/// <param name="Contour">Corner points (x, y) of the first outer border (see <see cref="BorderTracing"/>).</param>
/// <param name="Type">Class channel, from 1; 0 where no pixel voted for a class, or for untyped nuclei.</param>
/// <param name="TypeProbability">Votes for the type (0 included) / (area + 1e-6), 0..1; of untyped nuclei their own probability.</param>
public sealed record HoverRecord(
    int Id, Rect Bounds, double CentroidX, double CentroidY, IReadOnlyList<(int X, int Y)> Contour, int Type, double TypeProbability)
{
    private const int LeastContour = 3;
    private const double VoteEpsilon = 1e-6;

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
            if (Of(nucleus, typed) is { } record) records.Add(record);
        return records;
    }

    /// <summary>The record of one nucleus; null where its contour has fewer than 3 points.</summary>
    /// <param name="nucleus">The nucleus.</param>
    /// <param name="typed">Whether the nuclei have classes.</param>
    public static HoverRecord? Of(Nucleus nucleus, bool typed = true)
    {
        ArgumentNullException.ThrowIfNull(nucleus);
        var contour = BorderTracing.OuterBorder(nucleus.Mask);
        if (contour.Count < LeastContour) return null;
        // Where no pixel voted for a class, background is the type and has all the votes.
        var isNothing = typed && nucleus.Probability == 0;
        var probability = isNothing ? nucleus.AreaPx / (nucleus.AreaPx + VoteEpsilon) : nucleus.Probability;
        return new HoverRecord(
            nucleus.Id, nucleus.Bounds, nucleus.CentroidX - 0.5, nucleus.CentroidY - 0.5, contour, typed && !isNothing ? nucleus.ClassIndex + 1 : 0, probability);
    }

    /// <summary>Whether a mask has a contour of 3 points at least, without which a nucleus has no record.</summary>
    public static bool HasContour(PixelMask mask) => BorderTracing.OuterBorder(mask).Count >= LeastContour;
}
