using System.Text.Json;
using Karyon.Core.Contours;
using Karyon.Core.Nuclei;
using Karyon.Core.Tests.Goldens;

namespace Karyon.Core.Tests.Contours;

public class BorderTracingGoldenTests
{
    [Fact]
    public void Borders_their_order_and_their_tree_are_those_of_OpenCV()
    {
        foreach (var golden in PrimitiveCase.All("contours_moments", 12))
        {
            var source = golden.Input<byte>("src");
            var contours = BorderTracing.Trace(source);
            var expected = golden.Expected.GetProperty("tree_simple_xy").EnumerateArray().Select(Points).ToList();
            Assert.Equal(expected, contours.Select(contour => contour.Points));
            var hierarchy = golden.Expected.GetProperty("hierarchy_next_prev_child_parent").EnumerateArray();
            Assert.Equal(hierarchy.Select(entry => entry[3].GetInt32()), contours.Select(contour => contour.Parent));
            Assert.Equal(golden.Expected.GetProperty("external_simple_xy").EnumerateArray().Select(Points), contours.Where(contour => contour.Parent < 0).Select(contour => contour.Points));

            double area = 0, sumX = 0, sumY = 0;
            for (var i = 0; i < source.Pixels.Length; i++)
                if (source.Pixels[i] != 0) (area, sumX, sumY) = (area + 1, sumX + i % source.Width, sumY + i / source.Width);
            Assert.Equal((golden.Expected.GetProperty("m00").GetDouble(), golden.Expected.GetProperty("m10").GetDouble(), golden.Expected.GetProperty("m01").GetDouble()), (area, sumX, sumY));
        }

        static IReadOnlyList<(int X, int Y)> Points(JsonElement ring) => [.. ring.EnumerateArray().Select(point => (point[0].GetInt32(), point[1].GetInt32()))];
    }

    [Fact]
    public void The_outer_border_of_a_mask_is_in_its_coordinates_and_starts_at_the_top_left()
    {
        var mask = new PixelMask([new Run(10, 20, 23), new Run(11, 20, 23), new Run(12, 20, 23)]);
        Assert.Equal([(20, 10), (20, 12), (22, 12), (22, 10)], BorderTracing.OuterBorder(mask));
        Assert.Equal([(5, 6)], BorderTracing.OuterBorder(new PixelMask([new Run(6, 5, 6)])));
    }
}
