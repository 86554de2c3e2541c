using System.Text.Json;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Synthesis;
using Karyon.Learning.Inference;

namespace Karyon.EndToEnd.Tests;

public class TileTests
{
    [Fact]
    public void Tile_sizes_change_one_nucleus_in_two_hundred_at_most()
    {
        using var place = new Workplace();
        Write(place["x.png"], new HematoxylinEosinGenerator(new SynthesisOptions { Width = 1200, Height = 1200, Seed = 31 }).Generate().Image);
        var found = new Dictionary<int, LabelMap>();
        foreach (var tile in (int[])[1024, 512, 256]) found[tile] = Segment(place, tile, out _);
        SameNuclei.Check(found[1024], found[512], 0.005, "tiles of 512 px");
        SameNuclei.Check(found[1024], found[256], 0.005, "tiles of 256 px");
    }

    [Fact]
    public void A_nucleus_on_the_corner_of_four_tiles_appears_once()
    {
        const int Side = 448, Middle = Side / 2;
        var tile = new HematoxylinEosinGenerator(new SynthesisOptions { Width = 768, Height = 768, Seed = 32, Tissue = TissueKind.Stroma }).Generate();
        var (x, y, id) = Lonely(tile.Labels, Middle);
        var image = new Raster<Rgb>(Side, Side);
        for (var row = 0; row < Side; row++) tile.Image.Row(y - Middle + row).Slice(x - Middle, Side).CopyTo(image.Row(row));
        using var place = new Workplace();
        Write(place["x.png"], image);
        // Two tiles a side of equal size meet in the middle.
        var corner = TileLayout.For(Side, Side, 256, new SegmentationOptions().ContextPx, new SegmentationOptions().BorderPx).Core(1, 1);
        Assert.Equal((Middle, Middle), (corner.X, corner.Y));

        var labels = Segment(place, 256, out var tiles);

        Assert.Equal((2, 2), (tiles.GetProperty("columns").GetInt32(), tiles.GetProperty("rows").GetInt32()));
        var inside = new List<int>();
        for (var row = 0; row < Side; row++)
            for (var column = 0; column < Side; column++)
                if (tile.Labels[y - Middle + row, x - Middle + column] == id) inside.Add(labels[row, column]);
        var found = Assert.Single(inside.Where(label => label != 0).Distinct());
        var common = inside.Count(label => label == found);
        Assert.InRange((double)common / (inside.Count + labels.Pixels.Count(label => label == found) - common), 0.5, 1);
    }

    private static LabelMap Segment(Workplace place, int tile, out JsonElement tiles)
    {
        var folder = $"out-{tile}";
        var run = KaryonProcess.Run(place.Root, "segment", "x.png", "--tile", tile.ToString(System.Globalization.CultureInfo.InvariantCulture), "--format", "labels", "-o", folder);
        Assert.True(run.ExitCode == 0, run.Error);
        using var record = JsonDocument.Parse(File.ReadAllText(place[$"{folder}/x.run.json"]));
        tiles = record.RootElement.GetProperty("tiles").Clone();
        return ImageFile.ReadLabels(place[$"{folder}/x.labels.png"]);
    }

    private static void Write(string path, Raster<Rgb> image)
    {
        using var stream = File.Create(path);
        PngEncoder.Encode(stream, image, PngWriteOptions.Default with { MicronsPerPixel = 0.25 });
    }

    /// <summary>The middle of a nucleus, 16 px or more across, which stands some way from all others and from the map's ends.</summary>
    private static (int X, int Y, int Id) Lonely(LabelMap labels, int fromEnds)
    {
        const int Reach = 24, LeastPx = 200;
        var sums = new Dictionary<int, (long X, long Y, int Area)>();
        for (var row = 0; row < labels.Height; row++)
            for (var column = 0; column < labels.Width; column++)
                if (labels[row, column] is not 0 and var id) sums[id] = sums.GetValueOrDefault(id) is var sum ? (sum.X + column, sum.Y + row, sum.Area + 1) : default;
        foreach (var (id, (sumX, sumY, area)) in sums.OrderBy(item => item.Key))
        {
            int x = (int)(sumX / area), y = (int)(sumY / area);
            if (area < LeastPx || x < fromEnds || y < fromEnds || x > labels.Width - fromEnds || y > labels.Height - fromEnds || labels[y, x] != id) continue;
            var isLonely = true;
            for (var row = y - Reach; row <= y + Reach; row++)
                for (var column = x - Reach; column <= x + Reach; column++) isLonely &= labels[row, column] == 0 || labels[row, column] == id;
            if (isLonely) return (x, y, id);
        }
        throw new InvalidOperationException("no nucleus stands alone; choose another seed");
    }
}
