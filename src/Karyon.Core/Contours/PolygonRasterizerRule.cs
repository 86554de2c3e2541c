namespace Karyon.Core.Contours;

/// <summary>
/// Where in a pixel a polygon is asked whether it covers the pixel: the pixel at column c, row r belongs to it if the point
/// (c + <paramref name="OffsetX"/>, r + <paramref name="OffsetY"/>) lies inside. Published labels differ in this
/// rule, and a perfect prediction under one loses up to 0.11 AJI under another, so figures are named with it.
/// </summary>
/// <param name="Name">The rule's name in options and results.</param>
/// <param name="OffsetX">Of the sample point within its pixel, px.</param>
/// <param name="OffsetY">Of the sample point within its pixel, px.</param>
/// <param name="IncludesOutline">
/// Whether a sample point on the outline itself is inside. If not, one on a left or upper edge is inside and one on a right or lower edge is
/// not, so that polygons which share an edge share no pixel.
/// </param>
public sealed record PolygonRasterizerRule(string Name, double OffsetX, double OffsetY, bool IncludesOutline)
{
    /// <summary>The pixel's centre: right where vertices are continuous coordinates with pixel centres at +0.5, as in Aperio's XML.</summary>
    public static PolygonRasterizerRule PixelCentre { get; } = new("pixel-centre", 0.5, 0.5, false);

    /// <summary>
    /// As MATLAB's <c>poly2mask</c> on raw coordinates, which made MoNuSeg's published labels: pixel numbers from 1, so the
    /// point is (c + 1, r + 1); taken a hundredth of a pixel inside, outline included, which decides vertices on whole numbers much the same way
    /// (0.5 % of foreground pixels differ).
    /// </summary>
    public static PolygonRasterizerRule Matlab { get; } = new("matlab", 0.99, 0.99, true);

    /// <summary>
    /// Vertices are numbers from 0 of pixels that belong to the nucleus, as contours traced by OpenCV have them; scikit-image's
    /// <c>draw.polygon</c> fills so.
    /// </summary>
    public static PolygonRasterizerRule Integer { get; } = new("integer", 0, 0, true);

    /// <summary>All named rules.</summary>
    public static IReadOnlyList<PolygonRasterizerRule> All { get; } = [PixelCentre, Matlab, Integer];

    /// <summary>The rule of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static PolygonRasterizerRule Named(string name) =>
        All.FirstOrDefault(rule => rule.Name == name)
        ?? throw new ArgumentException($"there is no rasterisation rule '{name}'; choose {string.Join(", ", All.Select(rule => rule.Name))}", nameof(name));
}
