using Karyon.Core.Filters;
using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Labelling;

/// <summary>Operations on all labels of a map at once do what they do to each label by itself.</summary>
public class LabelHoleTests
{
    [Fact]
    public void Of_rings_in_rings_the_lowest_fills_every_hole_and_those_inside_stay()
    {
        // 2 encloses 1, 1 encloses background; 3 is too small, and keeps what it stands on from being filled.
        var labels = Read("2222222", "2     2", "2 111 2", "2 1 1 2", "2 111 2", "2    32", "2222222");
        HoleFilling.Fill(labels, minimumArea: 2);
        Assert.Equal(Read("2222222", "2222222", "2211122", "2211122", "2211122", "22222 2", "2222222").Pixels, labels.Pixels);
    }

    [Fact]
    public void A_bay_at_the_image_border_and_a_gap_between_two_labels_are_no_holes()
    {
        string[] map = ["1 12222", "1 1   3", "11133 3", "    333"];
        var labels = Read(map);
        HoleFilling.Fill(labels);
        Assert.Equal(Read(map).Pixels, labels.Pixels);
    }

    [Fact]
    public void Filling_all_labels_at_once_is_filling_each_by_itself()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            int width = random.Next(1, 24), height = random.Next(1, 24), minimumArea = random.Next(0, 6);
            var labels = Grown(random, width, height);
            var expected = EachByItself(labels, minimumArea);
            HoleFilling.Fill(labels, minimumArea);
            Assert.Equal(expected, labels.Pixels);
        }
    }

    [Fact]
    public void Distances_of_all_labels_at_once_are_those_of_each_by_itself()
    {
        var random = new Random(12);
        for (var round = 0; round < 200; round++)
        {
            int width = random.Next(1, 30), height = random.Next(1, 30);
            var labels = round % 2 == 0 ? Grown(random, width, height) : new LabelMap(width, height);
            if (round % 2 == 1)
                for (var i = 0; i < labels.Pixels.Length; i++) labels.Pixels[i] = random.Next(3) * random.Next(-1, 2);
            var actual = DistanceTransform.Squared(labels);
            foreach (var id in labels.Pixels.Distinct().Where(id => id != 0))
            {
                var alone = DistanceTransform.Squared(new Raster<byte>(width, height, [.. labels.Pixels.Select(pixel => pixel == id ? (byte)1 : (byte)0)]));
                for (var i = 0; i < labels.Pixels.Length; i++)
                    if (labels.Pixels[i] == id) Assert.Equal(alone.Pixels[i], actual.Pixels[i]);
            }
            for (var i = 0; i < labels.Pixels.Length; i++)
                if (labels.Pixels[i] == 0) Assert.Equal(0, actual.Pixels[i]);
        }
    }

    /// <summary>Every region is connected: a flood of noise from single pixels inside a mask with many gaps.</summary>
    private static LabelMap Grown(Random random, int width, int height)
    {
        var levels = new Raster<double>(width, height);
        var mask = new Raster<byte>(width, height);
        var markers = new LabelMap(width, height);
        for (var i = 0; i < levels.Pixels.Length; i++)
            (levels.Pixels[i], mask.Pixels[i]) = (random.NextDouble(), random.Next(10) < 7 ? (byte)1 : (byte)0);
        var seeds = Enumerable.Range(0, levels.Pixels.Length).ToArray();
        random.Shuffle(seeds);
        for (var k = 0; k < Math.Min(seeds.Length, 1 + levels.Pixels.Length / 25); k++) markers.Pixels[seeds[k]] = k + 1;
        return Watershed.Flood(levels, markers, mask);
    }

    private static int[] EachByItself(LabelMap labels, int minimumArea)
    {
        var result = new int[labels.Pixels.Length];
        foreach (var id in labels.Pixels.Distinct().Where(id => id > 0).Order())
        {
            if (labels.Pixels.Count(pixel => pixel == id) < minimumArea) continue;
            var filled = HoleFilling.Fill(new Raster<byte>(labels.Width, labels.Height, [.. labels.Pixels.Select(pixel => pixel == id ? (byte)1 : (byte)0)]));
            for (var i = 0; i < result.Length; i++)
                if (filled.Pixels[i] != 0 && result[i] == 0 && (labels.Pixels[i] == id || labels.Pixels[i] == 0)) result[i] = id;
        }
        return result;
    }

    private static LabelMap Read(params string[] rows)
    {
        var labels = new LabelMap(rows[0].Length, rows.Length);
        for (var row = 0; row < rows.Length; row++)
            for (var x = 0; x < rows[row].Length; x++) labels[row, x] = rows[row][x] == ' ' ? 0 : rows[row][x] - '0';
        return labels;
    }
}
