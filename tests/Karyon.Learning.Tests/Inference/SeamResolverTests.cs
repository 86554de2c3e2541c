using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Learning.Inference;

namespace Karyon.Learning.Tests.Inference;

public class SeamResolverTests
{
    private static readonly WindowGrid Grid = new(2048, 2048, 64);

    [Fact]
    public void Two_nuclei_that_claim_common_pixels_keep_them_once_and_the_earlier_window_wins()
    {
        var left = Nucleus(0, 0, new Rect(1000, 50, 30, 20));
        var right = Nucleus(1, 0, new Rect(1025, 50, 40, 20));

        var found = Resolve((0, [left]), (1, [right]));

        Assert.Equal([left.Mask.Bounds, new Rect(1030, 50, 35, 20)], found.Select(nucleus => nucleus.Mask.Bounds));
    }

    [Fact]
    public void Two_readings_of_one_nucleus_are_one()
    {
        var left = Nucleus(0, 0, new Rect(1010, 50, 27, 20));
        var right = Nucleus(1, 0, new Rect(1012, 50, 27, 20));

        Assert.Equal([left], Resolve((0, [left]), (1, [right])));
    }

    [Fact]
    public void The_lesser_rest_of_a_nucleus_is_dropped()
    {
        // 20 of the later nucleus's 30 columns are taken; the two are not one, as the first is much larger.
        var left = Nucleus(0, 0, new Rect(970, 50, 70, 40));
        var right = Nucleus(1, 0, new Rect(1020, 50, 30, 20));

        Assert.Equal([left], Resolve((0, [left]), (1, [right])));
    }

    [Fact]
    public void Parts_that_windows_cut_become_one_nucleus_over_two_rows_of_windows()
    {
        var whole = new Rect(900, 900, 250, 250);
        var parts = new List<(int, WindowNucleus[])>();
        for (var window = 0; window < 4; window++)
        {
            int column = window % 2, row = window / 2;
            parts.Add((column, [Nucleus(column, row, whole.Intersect(Grid.Window(column, row)), cut: true)]));
        }
        parts[3] = (1, [.. parts[3].Item2, Nucleus(1, 1, new Rect(1500, 1500, 9, 9))]);

        var found = Resolve([.. parts]);

        Assert.Equal([whole, new Rect(1500, 1500, 9, 9)], found.Select(nucleus => nucleus.Mask.Bounds));
        Assert.Equal(250 * 250, found[0].Mask.Area);
    }

    [Fact]
    public void Nuclei_leave_in_the_order_of_their_windows()
    {
        WindowNucleus first = Nucleus(0, 0, new Rect(1015, 5, 30, 9)), second = Nucleus(0, 0, new Rect(3, 3, 9, 9)), third = Nucleus(1, 0, new Rect(1800, 0, 9, 9));

        Assert.Equal([first, second, third], Resolve((0, [first, second]), (1, [third])));
    }

    [Fact]
    public void Masks_are_united_and_subtracted_as_sets_of_pixels()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            PixelMask a = RandomMask(random), b = RandomMask(random);
            HashSet<(int, int)> first = Pixels(a), second = Pixels(b);

            Assert.Equal(first.Intersect(second).Count(), MaskAlgebra.CommonArea(a, b));
            Assert.True(Pixels(MaskAlgebra.Union(a, b)).SetEquals(first.Union(second)));
            Assert.Equal(first.Union(second).Count(), MaskAlgebra.Union(a, b).Area);
            Assert.True((MaskAlgebra.Subtract(a, b) is { } rest ? Pixels(rest) : []).SetEquals(first.Except(second)));
            Assert.Equal(first.Count(pixel => pixel.Item1 is >= 2 and < 5 && pixel.Item2 is >= 1 and < 9), MaskAlgebra.AreaWithin(a, new Rect(1, 2, 8, 3)));
        }
    }

    /// <summary>A full rectangle, as a window of the grid saw it.</summary>
    private static WindowNucleus Nucleus(int column, int row, Rect area, bool cut = false) => new(
        new PixelMask(Enumerable.Range(area.Y, area.Height).Select(y => new Run(y, area.X, area.Right))), 0, 1,
        area.Intersect(Grid.Core(column, row).Inflate(-64)) != area, area.Intersect(Grid.Core(column, row)) != area, cut, Grid.Window(column, row));

    private static List<WindowNucleus> Resolve(params (int Column, WindowNucleus[] Nuclei)[] windows)
    {
        var found = new List<WindowNucleus>();
        var resolver = new SeamResolver(Grid, 0, found.Add);
        foreach (var (column, nuclei) in windows)
        {
            resolver.Add(column, nuclei);
            if (column == Grid.Columns - 1) resolver.EndRow();
        }
        resolver.Finish();
        return found;
    }

    private static PixelMask RandomMask(Random random)
    {
        var runs = new List<Run>();
        for (var row = 0; row < 7; row++)
            for (var x = random.Next(4); x < 11; x += random.Next(1, 4))
            {
                var end = x + random.Next(1, 4);
                runs.Add(new Run(row, x, end));
                x = end;
            }
        return new PixelMask(runs.Count == 0 ? [new Run(0, 0, 1)] : runs);
    }

    private static HashSet<(int Row, int Column)> Pixels(PixelMask mask) =>
        [.. mask.Runs.ToArray().SelectMany(run => Enumerable.Range(run.Start, run.Length).Select(x => (run.Row, x)))];
}
