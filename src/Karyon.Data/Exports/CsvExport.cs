using System.Globalization;
using System.Text;

namespace Karyon.Data.Exports;

/// <summary>
/// One row per nucleus, in order of ids; UTF-8 without mark, <c>\n</c>, decimal points, RFC 4180 quotes where a class name needs them.
/// </summary>
public static class CsvExport
{
    /// <summary>
    /// The columns. <c>x0,y0,x1,y1</c>: box, px, maxima exclusive; centroids in px with pixel centres at +0.5; the axes are full
    /// lengths of the ellipse with the same second moments (a pixel being a unit square, as MATLAB's regionprops), and
    /// <c>equivalent_diameter_um</c> is that of the circle of equal area.
    /// </summary>
    public const string Header = "id,class,probability,centroid_x,centroid_y,x0,y0,x1,y1,area_px,area_um2,equivalent_diameter_um,major_axis_um,minor_axis_um,eccentricity";

    /// <summary>Writes the table to an open stream.</summary>
    public static void Write(NucleiResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(Header);
        string[] names = [.. result.Scheme.Classes.Select(type => Quoted(type.Name))];
        var mpp = result.MicronsPerPixel;
        foreach (var nucleus in result.Nuclei)
        {
            var ellipse = EllipseOfMoments.Of(nucleus.Mask);
            var box = nucleus.Bounds;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{nucleus.Id},{names[nucleus.ClassIndex]},{nucleus.Probability:F4},{nucleus.CentroidX:F3},{nucleus.CentroidY:F3},{box.X},{box.Y},{box.Right},{box.Bottom},{nucleus.AreaPx},{nucleus.AreaPx * result.PixelAreaUm2:F3},{2 * Math.Sqrt(nucleus.AreaPx / Math.PI) * mpp:F3},{ellipse.MajorPx * mpp:F3},{ellipse.MinorPx * mpp:F3},{ellipse.Eccentricity:F4}"));
        }
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
