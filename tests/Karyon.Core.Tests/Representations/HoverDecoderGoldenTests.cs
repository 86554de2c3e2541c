using System.Text.Json;
using Karyon.Core.Contours;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Tests.Goldens;
using Karyon.Testing;

namespace Karyon.Core.Tests.Representations;

public class HoverDecoderGoldenTests
{
    public static TheoryData<string> Cases =>
    [
        "steps64", "clean128", "noisy128", "heavy_noise96x160", "specials96", "threshold_edge64x80", "empty48", "full_flat40x48", "full_ramp40x48",
        "tiny8x30", "below_min_size24", "small18x20", "full_two_nuclei40x48", "real_0121d675", "real_2dd3356f", "real_6b0ac2ab", "real_mosaic512",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Published_maps_and_records_are_those_of_the_original(string name)
    {
        var folder = SharedFolder.Require($"goldens/postproc/hovernet/{name}");
        var maps = HoverCase.Load(folder);
        var decoded = new HoverDecoder(new HoverOptions { Normalization = HvNormalization.Published }).Decode(maps.View(), new HoverWorkspace());
        var expected = NpyFile.Load(Path.Combine(folder, "inst.npy.gz")).ToLabels();
        Assert.True(expected.Pixels.AsSpan().SequenceEqual(decoded.Labels.Pixels), "the instance maps differ");

        var records = HoverRecord.Publish(decoded, loseFirstWithoutBackground: true);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "info.json")));
        var wanted = document.RootElement.EnumerateArray().ToList();
        Assert.Equal(wanted.Count, records.Count);
        foreach (var (record, want) in records.Zip(wanted))
        {
            Assert.Equal(want.GetProperty("id").GetInt32(), record.Id);
            var box = want.GetProperty("bbox_rmin_cmin_rmax_cmax").EnumerateArray().Select(side => side.GetInt32()).ToArray();
            Assert.Equal(box, new[] { record.Bounds.Y, record.Bounds.X, record.Bounds.Bottom, record.Bounds.Right });
            Assert.Equal(want.GetProperty("centroid_xy")[0].GetDouble(), record.CentroidX, 1e-9);
            Assert.Equal(want.GetProperty("centroid_xy")[1].GetDouble(), record.CentroidY, 1e-9);
            Assert.Equal(want.GetProperty("contour_xy").EnumerateArray().Select(point => (point[0].GetInt32(), point[1].GetInt32())), record.Contour);
            Assert.Equal(want.GetProperty("type").GetInt32(), record.Type);
            Assert.Equal(want.GetProperty("type_prob").GetDouble(), record.TypeProbability, 1e-12);
        }
    }

    [Fact]
    public void One_workspace_serves_maps_of_any_size_in_any_order()
    {
        SharedFolder.Require("goldens/postproc/hovernet");
        var workspace = new HoverWorkspace();
        foreach (var name in (string[])["real_mosaic512", "tiny8x30", "real_0121d675", "empty48", "heavy_noise96x160", "small18x20", "real_2dd3356f"])
            foreach (var normalization in Enum.GetValues<HvNormalization>())
            {
                var maps = HoverCase.Load(SharedFolder.Require($"goldens/postproc/hovernet/{name}"));
                var decoder = new HoverDecoder(new HoverOptions { Normalization = normalization });
                Assert.True(decoder.Decode(maps.View(), new HoverWorkspace()).Labels.Pixels.AsSpan().SequenceEqual(decoder.Decode(maps.View(), workspace).Labels.Pixels), name);
            }
    }

    [Fact]
    public void A_nucleus_without_a_vote_for_a_class_has_type_0_and_all_the_votes()
    {
        var nucleus = new Nucleus { Id = 3, Mask = new PixelMask([new Run(1, 2, 6), new Run(2, 2, 6)]), CentroidX = 4, CentroidY = 2 };
        var record = HoverRecord.Of(nucleus)!;
        Assert.Equal((0, 8 / (8 + 1e-6)), (record.Type, record.TypeProbability));
        record = HoverRecord.Of(nucleus with { ClassIndex = 2, Probability = 0.75 })!;
        Assert.Equal((3, 0.75), (record.Type, record.TypeProbability));
        record = HoverRecord.Of(nucleus with { Probability = 0.75 }, typed: false)!;
        Assert.Equal((0, 0.75), (record.Type, record.TypeProbability));
        Assert.Null(HoverRecord.Of(nucleus with { Mask = new PixelMask([new Run(1, 2, 6)]) }));
    }
}
