using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Karyon.Core.Rasters;
using Karyon.Data.Synthesis;

namespace Karyon.Data.Tests.Synthesis;

public sealed class HematoxylinEosinGeneratorTests
{
    public static TheoryData<TissueKind> Tissues => [.. Enum.GetValues<TissueKind>()];

    private static SyntheticTile Make(TissueKind tissue, ulong seed = 7, int side = 256, double? density = null, double mpp = 0.25) =>
        new HematoxylinEosinGenerator(new SynthesisOptions { Width = side, Height = side, Seed = seed, Tissue = tissue, NucleiPerMm2 = density, MicronsPerPixel = mpp }).Generate();

    // The digests were read off once and stand for every machine: a change of one byte anywhere shows here.
    [Theory]
    [InlineData(TissueKind.Mixed, "ca9ded5a9f89fd1c")]
    [InlineData(TissueKind.Glands, "7edbde45c6826b85")]
    [InlineData(TissueKind.Stroma, "3c3286e1d6beb767")]
    public void The_same_options_give_the_same_bytes_on_every_machine(TissueKind tissue, string digest)
    {
        var tile = Make(tissue, side: 160);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(tile.Image.Pixels.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(tile.Labels.Pixels.AsSpan()));
        Assert.Equal(digest, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }

    [Fact]
    public void Another_seed_gives_another_tile()
    {
        SyntheticTile one = Make(TissueKind.Mixed, seed: 1), other = Make(TissueKind.Mixed, seed: 2);
        Assert.NotEqual(one.Image.Pixels, other.Image.Pixels);
        Assert.NotEqual(one.Labels.Pixels, other.Labels.Pixels);
    }

    [Theory]
    [MemberData(nameof(Tissues))]
    public void Ids_are_consecutive_and_every_nucleus_is_one_connected_part_with_a_class(TissueKind tissue)
    {
        var tile = Make(tissue);
        var parts = PartsPerId(tile.Labels);
        Assert.True(parts.Count >= 10, $"only {parts.Count} nuclei");
        Assert.Equal(Enumerable.Range(1, parts.Count), parts.Keys.Order());
        Assert.All(parts.Values, count => Assert.Equal(1, count));
        Assert.Equal(parts.Count, tile.ClassIndices.Count);
        Assert.All(tile.ClassIndices, index => Assert.InRange(index, 0, SyntheticTile.Scheme.Classes.Count - 1));
    }

    [Theory]
    [MemberData(nameof(Tissues))]
    public void Labels_alone_are_those_of_the_full_tile(TissueKind tissue)
    {
        var options = new SynthesisOptions { Width = 200, Height = 120, Seed = 3, Tissue = tissue };
        var generator = new HematoxylinEosinGenerator(options);
        Assert.Equal(generator.Generate().Labels.Pixels, generator.GenerateLabels().Pixels);
    }

    [Theory]
    [MemberData(nameof(Tissues))]
    public void Nuclei_absorb_more_red_light_than_what_surrounds_them(TissueKind tissue)
    {
        var tile = Make(tissue);
        double inside = 0, outside = 0, insideCount = 0, outsideCount = 0;
        for (var i = 0; i < tile.Image.Pixels.Length; i++)
        {
            double red = tile.Image.Pixels[i].R;
            if (tile.Labels.Pixels[i] > 0) (inside, insideCount) = (inside + red, insideCount + 1);
            else (outside, outsideCount) = (outside + red, outsideCount + 1);
        }
        Assert.True(outside / outsideCount - inside / insideCount > 30, $"{inside / insideCount} against {outside / outsideCount}");
    }

    [Fact]
    public void A_density_of_zero_gives_tissue_without_nuclei()
    {
        var tile = Make(TissueKind.Mixed, density: 0);
        Assert.All(tile.Labels.Pixels, id => Assert.Equal(0, id));
        Assert.Empty(tile.ClassIndices);
    }

    [Fact]
    public void A_density_bounds_the_number_of_nuclei()
    {
        var tile = Make(TissueKind.SolidTumour, side: 512, density: 4000);
        var perMm2 = tile.ClassIndices.Count / (512 * 512 * 0.0625e-6);
        // Nuclei whose centres lie beyond the border show their edges too, hence the upper slack.
        Assert.InRange(perMm2, 3000, 5500);
        Assert.True(Make(TissueKind.SolidTumour, side: 512).ClassIndices.Count > 1.5 * tile.ClassIndices.Count);
    }

    [Fact]
    public void A_pixel_of_twice_the_size_shows_nuclei_of_a_quarter_of_the_area()
    {
        double fine = MeanArea(Make(TissueKind.LymphoidAggregate, side: 512)), coarse = MeanArea(Make(TissueKind.LymphoidAggregate, side: 256, mpp: 0.5));
        Assert.InRange(fine / coarse, 3.5, 4.5);
    }

    [Fact]
    public void Lymphocytes_measure_some_six_micrometres()
    {
        var tile = Make(TissueKind.LymphoidAggregate, side: 512);
        var areas = new int[tile.ClassIndices.Count + 1];
        foreach (var id in tile.Labels.Pixels) areas[id]++;
        var median = Enumerable.Range(1, areas.Length - 1).Where(id => tile.ClassIndices[id - 1] == 1).Select(id => areas[id]).Order().ToArray();
        Assert.InRange(2 * Math.Sqrt(median[median.Length / 2] / Math.PI) * 0.25, 4.5, 7);
    }

    [Fact]
    public void Tiles_of_one_pixel_and_of_odd_shapes_are_made()
    {
        foreach (var (width, height) in new[] { (1, 1), (1, 77), (93, 2) })
        {
            var tile = new HematoxylinEosinGenerator(new SynthesisOptions { Width = width, Height = height, Seed = 5 }).Generate();
            Assert.Equal((width, height), (tile.Image.Width, tile.Image.Height));
            Assert.Equal((width, height), (tile.Labels.Width, tile.Labels.Height));
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HematoxylinEosinGenerator(new SynthesisOptions { Width = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HematoxylinEosinGenerator(new SynthesisOptions { MicronsPerPixel = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HematoxylinEosinGenerator(new SynthesisOptions { NucleiPerMm2 = -1 }));
    }

    private static double MeanArea(SyntheticTile tile) => (double)tile.Labels.Pixels.Count(id => id > 0) / tile.ClassIndices.Count;

    private static Dictionary<int, int> PartsPerId(LabelMap labels)
    {
        var parts = new Dictionary<int, int>();
        var seen = new bool[labels.Pixels.Length];
        var queue = new Queue<(int Row, int Column)>();
        for (var start = 0; start < seen.Length; start++)
        {
            var id = labels.Pixels[start];
            if (id == 0 || seen[start]) continue;
            parts[id] = parts.GetValueOrDefault(id) + 1;
            seen[start] = true;
            queue.Enqueue((start / labels.Width, start % labels.Width));
            while (queue.TryDequeue(out var at))
                foreach (var (row, column) in new[] { (at.Row - 1, at.Column), (at.Row + 1, at.Column), (at.Row, at.Column - 1), (at.Row, at.Column + 1) })
                {
                    if (row < 0 || column < 0 || row >= labels.Height || column >= labels.Width) continue;
                    if (labels[row, column] != id || seen[row * labels.Width + column]) continue;
                    seen[row * labels.Width + column] = true;
                    queue.Enqueue((row, column));
                }
        }
        return parts;
    }
}
