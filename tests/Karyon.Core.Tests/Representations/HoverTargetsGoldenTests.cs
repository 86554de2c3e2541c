using System.Text.Json;
using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Tests.Goldens;
using Karyon.Testing;

namespace Karyon.Core.Tests.Representations;

public class HoverTargetsGoldenTests
{
    [Fact]
    public void All_three_rules_give_the_stored_distances_exactly()
    {
        var folder = SharedFolder.Require("goldens/targets");
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "index.json")));
        int compared = 0, refused = 0;
        foreach (var entry in index.RootElement.GetProperty("cases").EnumerateArray())
        {
            var labels = NpyFile.Load(Path.Combine(folder, entry.GetProperty("label").GetString()!)).ToLabels();
            int height = entry.GetProperty("crop")[0].GetInt32(), width = entry.GetProperty("crop")[1].GetInt32();
            foreach (var (key, rule) in (ReadOnlySpan<(string, HoverTargetRule)>)
                [("hv_hovernet", HoverTargetRule.HoverNet), ("hv_hoverunet", HoverTargetRule.HoverUNet), ("hv_clamped", HoverTargetRule.Clamped)])
            {
                var stored = entry.GetProperty(key).GetString()!;
                var targets = HoverTargets.Encode(labels, width, height, rule);
                if (stored.StartsWith("error", StringComparison.Ordinal))
                {
                    Assert.Equal("full24_one_label", entry.GetProperty("name").GetString());
                    AssertWithoutBackground(targets);
                    refused++;
                    continue;
                }
                var expected = NpyFile.Load(Path.Combine(folder, stored)).Values;
                for (var i = 0; i < width * height; i++)
                {
                    if (targets.Horizontal.Pixels[i] != expected[2 * i] || targets.Vertical.Pixels[i] != expected[2 * i + 1])
                        Assert.Fail($"{stored}: row {i / width}, column {i % width}: ({targets.Horizontal.Pixels[i]}, {targets.Vertical.Pixels[i]}), not ({expected[2 * i]}, {expected[2 * i + 1]})");
                }
                compared++;
            }
            if (entry.TryGetProperty("np", out var nuclei))
                Assert.Equal(NpyFile.Load(Path.Combine(folder, nuclei.GetString()!)).ToRaster<byte>().Pixels, HoverTargets.Encode(labels, width, height, HoverTargetRule.HoverNet).Nuclei.Pixels);
            if (entry.TryGetProperty("fixed_label", out var split))
                Assert.Equal(NpyFile.Load(Path.Combine(folder, split.GetString()!)).ToLabels().Pixels, HoverTargets.SplitParts(labels).Pixels);
        }
        Assert.Equal((37, 2), (compared, refused));
    }

    [Fact]
    public void The_distances_of_the_PanNuke_set_are_those_of_HoVer_UNet()
    {
        var folder = SharedFolder.Require("goldens/targets/pannuke");
        var labels = NpyFile.Load(Path.Combine(folder, "inst.npy.gz")).ToLabels();
        var expected = NpyFile.Load(Path.Combine(folder, "gt9.npy.gz")).Values;
        var targets = HoverTargets.Encode(labels, HoverTargetRule.HoverUNet);
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            Assert.Equal(expected[9 * i], targets.Nuclei.Pixels[i]);
            Assert.Equal(expected[9 * i + 1], targets.Horizontal.Pixels[i]);
            Assert.Equal(expected[9 * i + 2], targets.Vertical.Pixels[i]);
        }
    }

    [Fact]
    public void PanNuke_s_channels_become_the_instance_map_and_the_types_of_HoVer_UNet_s_data_set()
    {
        var masks = NpyFile.Load(SharedFolder.Require("goldens/targets/pannuke/masks.npy.gz"));
        int height = masks.Shape[0], width = masks.Shape[1];
        LabelMap Channel(int channel) => new(new Raster<int>(width, height, [.. Enumerable.Range(0, height * width).Select(i => (int)masks.Values[6 * i + channel])]));
        LabelMap[] classes = [.. Enumerable.Range(0, 5).Select(Channel)];
        var nuclei = TypedNuclei.FromClassMaps(classes);
        Assert.Equal(NpyFile.Load(SharedFolder.Require("goldens/targets/pannuke/inst.npy.gz")).ToLabels().Pixels, nuclei.Labels.Pixels);

        // Where two classes share a pixel the types keep both (one-hot of background and classes), and their arg max is the first.
        double[] targets = NpyFile.Load(SharedFolder.Require("goldens/targets/pannuke/gt9.npy.gz")).Values, types = NpyFile.Load(SharedFolder.Require("goldens/targets/pannuke/type.npy.gz")).Values;
        var background = Channel(5);
        var shared = 0;
        for (var i = 0; i < height * width; i++)
        {
            int[] present = [background.Pixels[i], .. classes.Select(map => map.Pixels[i])];
            for (var k = 0; k < 6; k++) Assert.Equal(Math.Min(present[k], 1), targets[9 * i + 3 + k]);
            Assert.Equal(Array.FindIndex(present, id => id > 0), types[i]);
            if (present.Count(id => id > 0) > 1) shared++;
        }
        Assert.Equal(78, shared);
    }

    [Theory]
    [InlineData("dsb_0121d675")]
    [InlineData("dsb_2dd3356f")]
    [InlineData("dsb_6b0ac2ab")]
    [InlineData("dsb_947c0d94")]
    public void Most_real_nuclei_come_back_from_their_own_targets_in_their_own_shape(string name)
    {
        var truth = NpyFile.Load(SharedFolder.Require($"goldens/postproc/real/{name}.npy.gz")).ToLabels();
        var entry = GoldenIndex.Section("goldens/postproc", "real").EnumerateArray().Single(item => item.GetProperty("file").GetString() == $"real/{name}.npy.gz");
        Assert.Equal(entry.GetProperty("instances").GetInt32(), truth.Pixels.Max());
        var targets = HoverTargets.Encode(truth, HoverTargetRule.Clamped);
        var maps = new HoverMaps(truth.Width, truth.Height, truth.Width, targets.Nuclei.Pixels.Select(value => (float)value).ToArray(), targets.Horizontal.Pixels, targets.Vertical.Pixels);
        var found = new HoverDecoder().Decode(maps, new HoverWorkspace());
        var quality = PanopticQuality.Measure(ContingencyTable.Build(truth, found.Labels))!;
        TestContext.Current.SendDiagnosticMessage($"{name}: DQ {quality.Detection:F3}, SQ {quality.Segmentation:F3}");
        // Specks and pieces at the border have no distances to be parted by.
        Assert.True(quality.Detection >= 0.8 && quality.Segmentation >= 0.9, $"DQ {quality.Detection:F3}, SQ {quality.Segmentation:F3}");
    }

    /// <summary>
    /// Both originals refuse a map without background; we state what the rest of their code gives, here by hand for one nucleus of 24 x 24 px. Its box
    /// grown by 2 px begins at -2, which slices the last two rows and columns, 22 and 23; their centre is floor(22.5 + 0.5) = 23, of which
    /// pixel 22 is at 22 + 1 - 23 = 0 and pixel 23 at 1, the greatest there.
    /// </summary>
    private static void AssertWithoutBackground(HoverTargets targets)
    {
        Assert.All(targets.Nuclei.Pixels, pixel => Assert.Equal(1, pixel));
        for (var row = 0; row < 24; row++)
            for (var column = 0; column < 24; column++)
            {
                var inside = row >= 22 && column >= 22;
                Assert.Equal(inside && column == 23 ? 1f : 0, targets.Horizontal[row, column]);
                Assert.Equal(inside && row == 23 ? 1f : 0, targets.Vertical[row, column]);
            }
    }
}
