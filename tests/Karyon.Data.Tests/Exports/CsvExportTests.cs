using System.Globalization;
using System.Text;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Exports;

namespace Karyon.Data.Tests.Exports;

public sealed class CsvExportTests
{
    public static TheoryData<string> Cases => [.. ExportCases.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_nucleus_has_a_row_that_reads_back(string name)
    {
        var result = ExportCases.Make(name);
        var lines = Lines(result);
        Assert.Equal(CsvExport.Header, lines[0]);
        Assert.Equal(result.Nuclei.Count + 1, lines.Length);
        foreach (var (line, nucleus) in lines.Skip(1).Zip(result.Nuclei))
        {
            var fields = line.Split(',');
            Assert.Equal(CsvExport.Header.Split(',').Length, fields.Length);
            Assert.Equal(nucleus.Id, int.Parse(fields[0]));
            Assert.Equal(result.Scheme.Classes[nucleus.ClassIndex].Name, fields[1]);
            Assert.Equal(nucleus.Probability, Number(fields[2]), 4);
            Assert.Equal(nucleus.CentroidX, Number(fields[3]), 0.0005001);
            Assert.Equal(nucleus.CentroidY, Number(fields[4]), 0.0005001);
            Assert.Equal(nucleus.Bounds, new Rect(int.Parse(fields[5]), int.Parse(fields[6]), int.Parse(fields[7]) - int.Parse(fields[5]), int.Parse(fields[8]) - int.Parse(fields[6])));
            Assert.Equal(nucleus.AreaPx, int.Parse(fields[9]));
            Assert.Equal(nucleus.AreaPx * 0.0625, Number(fields[10]), 0.0005001);
        }
    }

    [Fact]
    public void The_axes_of_a_rectangle_follow_the_closed_form()
    {
        // A w x h block of unit squares has second moments w²/12 and h²/12: axes 4 w / sqrt(12) and 4 h / sqrt(12).
        var labels = new LabelMap(20, 20);
        for (var row = 3; row < 9; row++)
            for (var column = 2; column < 14; column++) labels[row, column] = 1;
        var fields = Lines(ExportCases.From("block", labels))[1].Split(',');
        Assert.Equal(2 * Math.Sqrt(72 / Math.PI) * 0.25, Number(fields[11]), 3);
        Assert.Equal(4 * 12 / Math.Sqrt(12) * 0.25, Number(fields[12]), 3);
        Assert.Equal(4 * 6 / Math.Sqrt(12) * 0.25, Number(fields[13]), 3);
        Assert.Equal(Math.Sqrt(0.75), Number(fields[14]), 4);
    }

    // skimage.measure.regionprops gives 10.12298355884111 and 2.3053584432020746 for this shape; it takes pixels for points,
    // and pixels as squares add 16 / 12 to the square of either axis.
    [Fact]
    public void The_axes_of_a_slanted_shape_are_those_of_regionprops_with_pixels_as_squares()
    {
        var mask = new PixelMask([new Run(0, 0, 3), new Run(1, 1, 5), new Run(2, 2, 7), new Run(3, 4, 8), new Run(4, 6, 9)]);
        var ellipse = EllipseOfMoments.Of(mask);
        Assert.Equal(Math.Sqrt(10.12298355884111 * 10.12298355884111 + 16.0 / 12), ellipse.MajorPx, 9);
        Assert.Equal(Math.Sqrt(2.3053584432020746 * 2.3053584432020746 + 16.0 / 12), ellipse.MinorPx, 9);
        Assert.Equal(0.967449568704, ellipse.Eccentricity, 9);
    }

    [Fact]
    public void Names_with_commas_and_quotes_are_quoted_and_the_culture_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            var scheme = new ClassScheme("odd", [new NucleusClass("a, \"b\"", new Rgb(1, 2, 3))]);
            var result = ExportCases.From("odd", ExportCases.LabelsOf(ExportCases.Make("full")), scheme);
            Assert.StartsWith("1,\"a, \"\"b\"\"\",0.0100,5.500,4.000,0,0,11,8,88,5.500,", Lines(result)[1], StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string[] Lines(NucleiResult result)
    {
        using var stream = new MemoryStream();
        CsvExport.Write(result, stream);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        return text[..^1].Split('\n');
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
