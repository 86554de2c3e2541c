using System.Text.Json;
using Karyon.Core.Nuclei;
using Karyon.Core.Representations.Hover;
using Karyon.Data.Arrays;
using Karyon.Learning.Inference.Published;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Inference.Published;

public class PublishedNucleiTests
{
    public static TheoryData<string> Cases =>
    [
        "steps64", "clean128", "noisy128", "heavy_noise96x160", "specials96", "threshold_edge64x80", "empty48", "full_flat40x48", "full_ramp40x48",
        "tiny8x30", "below_min_size24", "small18x20", "full_two_nuclei40x48", "real_0121d675", "real_2dd3356f", "real_6b0ac2ab", "real_mosaic512",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Joined_maps_are_decoded_to_the_instances_and_records_of_the_original(string name)
    {
        var folder = SharedFolder.Require($"goldens/postproc/hovernet/{name}");
        double[] Read(string file) => NpyFile.Read(Path.Combine(folder, file + ".npy.gz")).ToDoubles();
        var shape = NpyFile.Read(Path.Combine(folder, "inst.npy.gz")).Shape;
        var maps = new JoinedMaps(shape[1], shape[0], 6);
        double[] p = Read("np"), h = Read("h"), v = Read("v"), types = Read("type"), instances = Read("inst");
        for (var i = 0; i < p.Length; i++) (maps.Probability[i], maps.Horizontal[i], maps.Vertical[i], maps.Classes[i]) = ((float)p[i], (float)h[i], (float)v[i], (byte)types[i]);

        var nuclei = PublishedNuclei.Decode(maps.View(), new HoverWorkspace());

        var painted = new int[p.Length];
        foreach (var nucleus in nuclei.Recorded.Concat(nuclei.MapOnly))
            foreach (var run in nucleus.Mask.Runs) painted.AsSpan(run.Row * maps.Width + run.Start, run.Length).Fill(nucleus.Id);
        Assert.Equal(instances.Select(id => (int)id), painted);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "info.json")));
        var expected = document.RootElement.EnumerateArray().Select(record =>
            (record.GetProperty("id").GetInt32(), record.GetProperty("type").GetInt32(), record.GetProperty("contour_xy").GetArrayLength(), Math.Round(record.GetProperty("type_prob").GetDouble(), 9)));
        Assert.Equal(expected, nuclei.Recorded.Select(nucleus => HoverRecord.Of(nucleus)!).Select(record => (record.Id, record.Type, record.Contour.Count, Math.Round(record.TypeProbability, 9))));
    }

    [Fact]
    public void Specks_and_lines_are_in_the_map_and_have_no_record()
    {
        Nucleus[] nuclei = [Nucleus(1, (0, 0, 4), (1, 0, 4)), Nucleus(2, (3, 0, 2)), Nucleus(3, (5, 0, 9)), Nucleus(5, (7, 2, 3)), Nucleus(9, (8, 4, 6), (9, 4, 6))];
        var parted = PublishedNuclei.Part(nuclei, 100);
        Assert.Equal([1, 9], parted.Recorded.Select(nucleus => nucleus.Id));
        Assert.Equal([2, 3, 5], parted.MapOnly.Select(nucleus => nucleus.Id));
    }

    [Theory]
    [InlineData(16, new[] { 4 })]
    [InlineData(17, new[] { 2, 4 })]
    public void The_first_nucleus_has_no_record_where_no_pixel_is_background(int pixels, int[] recorded)
    {
        Nucleus[] nuclei = [Nucleus(2, (0, 0, 4), (1, 0, 4)), Nucleus(4, (2, 0, 4), (3, 0, 4))];
        Assert.Equal(recorded, PublishedNuclei.Part(nuclei, pixels).Recorded.Select(nucleus => nucleus.Id));
        // Our own road keeps it.
        Assert.Equal(2, nuclei.Count(nucleus => HoverRecord.HasContour(nucleus.Mask)));
    }

    private static Nucleus Nucleus(int id, params (int Row, int Start, int End)[] runs) => new()
    {
        Id = id, Mask = new PixelMask(runs.Select(run => new Run(run.Row, run.Start, run.End))), CentroidX = 1, CentroidY = 1,
    };
}
