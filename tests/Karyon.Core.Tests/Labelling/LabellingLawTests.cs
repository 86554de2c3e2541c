using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Labelling;

public class LabellingLawTests
{
    [Fact]
    public void Components_agree_with_a_flood_from_each_pixel()
    {
        var random = new Random(3);
        for (var round = 0; round < 60; round++)
        {
            int width = random.Next(1, 90), height = random.Next(1, 12), ids = random.Next(1, 4);
            var map = new LabelMap(width, height);
            foreach (ref var pixel in map.Pixels.AsSpan()) pixel = random.Next(2) * random.Next(1, ids + 1);
            foreach (var connectivity in Enum.GetValues<Connectivity>())
            {
                Assert.Equal(Reference(map, connectivity), ConnectedComponents.LabelParts(map, connectivity).Pixels);
                var mask = new Raster<byte>(width, height, [.. map.Pixels.Select(id => id > 0 ? (byte)1 : (byte)0)]);
                var binary = new LabelMap(new Raster<int>(width, height, [.. mask.Pixels.Select(pixel => (int)pixel)]));
                Assert.Equal(Reference(binary, connectivity), ConnectedComponents.Label(mask, connectivity).Pixels);
            }
        }
    }

    [Fact]
    public void Two_ramps_meet_at_their_ridge()
    {
        var levels = new Raster<double>(9, 3);
        for (var row = 0; row < 3; row++)
            for (var x = 0; x < 9; x++) levels[row, x] = 4 - Math.Abs(x - 4);
        var markers = new LabelMap(9, 3) { [1, 0] = 7, [1, 8] = 3 };
        var labels = Watershed.Flood(levels, markers);
        for (var row = 0; row < 3; row++)
        {
            Assert.Equal([7, 7, 7, 7], labels.Raster.Row(row)[..4].ToArray());
            Assert.Equal([3, 3, 3, 3], labels.Raster.Row(row)[5..].ToArray());
        }
    }

    [Fact]
    public void The_mask_holds_the_flood_and_drops_markers_outside_of_it()
    {
        var mask = new Raster<byte>(5, 1, [1, 1, 0, 1, 1]);
        var markers = new LabelMap(new Raster<int>(5, 1, [1, 0, 2, 0, 0]));
        Assert.Equal([1, 1, 0, 0, 0], Watershed.Flood(new Raster<double>(5, 1), markers, mask).Pixels);
        Assert.Equal([1, 1, 0, 0, 0], Watershed.FloodCompact(new Raster<double>(5, 1), markers, 0.5, mask).Pixels);
    }

    [Fact]
    public void The_heap_pops_what_a_heap_that_sifts_downwards_pops()
    {
        var random = new Random(5);
        var heap = new FloodHeap<Entry>();
        var reference = new List<Entry>();
        for (var step = 0; step < 20000; step++)
        {
            if (reference.Count == 0 || random.Next(100) < (step % 4000 < 2000 ? 60 : 40))
            {
                var entry = new Entry(random.Next(12), step);
                heap.Push(entry);
                reference.Add(entry);
                for (int i = reference.Count - 1, parent; i > 0 && reference[i].Key < reference[parent = (i - 1) / 2].Key; i = parent)
                    (reference[i], reference[parent]) = (reference[parent], reference[i]);
                continue;
            }
            var expected = reference[0];
            reference[0] = reference[^1];
            reference.RemoveAt(reference.Count - 1);
            for (var i = 0; ;)
            {
                int best = i, left = 2 * i + 1, right = left + 1;
                if (left < reference.Count && reference[left].Key < reference[i].Key) best = left;
                if (right < reference.Count && reference[right].Key < reference[best].Key) best = right;
                if (best == i) break;
                (reference[i], reference[best]) = (reference[best], reference[i]);
                i = best;
            }
            Assert.Equal(expected, heap.Pop());
        }
    }

    [Fact]
    public void Levels_order_by_their_keys()
    {
        double[] levels = [double.NegativeInfinity, -2, -1, -1e-300, 0, 1e-300, 1, 2, double.PositiveInfinity];
        for (var i = 1; i < levels.Length; i++) Assert.True(FloodOrder.Key(levels[i - 1]) < FloodOrder.Key(levels[i]));
        Assert.Equal(FloodOrder.Key(0.0), FloodOrder.Key(-0.0));
    }

    private readonly record struct Entry(int Key, int Name) : IFloodEntry<Entry>
    {
        public static bool Before(in Entry a, in Entry b) => a.Key < b.Key;
    }

    private static int[] Reference(LabelMap map, Connectivity connectivity)
    {
        var result = new int[map.Pixels.Length];
        var next = 0;
        var pending = new Stack<(int Row, int Column)>();
        for (var i = 0; i < result.Length; i++)
        {
            if (map.Pixels[i] == 0 || result[i] != 0) continue;
            result[i] = ++next;
            pending.Push(Math.DivRem(i, map.Width));
            while (pending.TryPop(out var at))
                for (var dr = -1; dr <= 1; dr++)
                    for (var dc = -1; dc <= 1; dc++)
                    {
                        int r = at.Row + dr, c = at.Column + dc;
                        if (r < 0 || c < 0 || r >= map.Height || c >= map.Width || (connectivity == Connectivity.Four && dr != 0 && dc != 0)) continue;
                        if (map[r, c] != map.Pixels[i] || result[r * map.Width + c] != 0) continue;
                        result[r * map.Width + c] = next;
                        pending.Push((r, c));
                    }
        }
        return result;
    }
}
