using Karyon.Core.Filters;
using Karyon.Core.Labelling;
using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Tests.Goldens;
using Karyon.Testing;

namespace Karyon.Core.Tests.Representations;

/// <summary>Every intermediate result of hover_net's decoder for one case, and the masks that HoVer-UNet's evaluation makes of its records.</summary>
public class HoverStepsGoldenTests
{
    private const string Folder = "goldens/postproc/hovernet/steps64";
    private const int Side = 64;

    [Fact]
    public void Maps_are_stretched_and_differentiated_as_OpenCV_does()
    {
        var maps = HoverCase.Load(SharedFolder.Require(Folder));
        foreach (var (map, name, alongX) in (ReadOnlySpan<(Raster<float>, string, bool)>)[(maps.Horizontal, "h", true), (maps.Vertical, "v", false)])
        {
            var stretch = MinMaxNormalization.Of(map.Pixels);
            float[] stretched = [.. map.Pixels.Select(stretch.Apply)];
            Assert.Equal(Step($"{name}_norm"), stretched.Select(value => (double)value));
            var responses = Differentiate(new Raster<double>(Side, Side, [.. stretched.Select(value => (double)value)]), alongX);
            var stored = Step($"sobel_{name}");
            // The sum's order is our own: a unit in the last place of the largest response.
            var largest = stored.Max(Math.Abs);
            for (var i = 0; i < stored.Length; i++) Assert.Equal(stored[i], responses.Pixels[i], 1e-15 * largest);
            var border = MinMaxNormalization.Of(stored);
            Assert.Equal(Step($"sobel_{name}_norm"), stored.Select(value => (double)(1 - border.Apply(value))));
        }
    }

    [Fact]
    public void Blobs_energy_levels_and_markers_are_the_stored_ones()
    {
        var maps = HoverCase.Load(SharedFolder.Require(Folder));
        var workspace = new HoverWorkspace();
        var options = new HoverOptions { Normalization = HvNormalization.Published };
        var decoded = new HoverDecoder(options).Decode(maps.View(), workspace);
        var blobs = Step("blb");
        Assert.Equal(blobs, Doubles(workspace.Blobs.ToRaster()));
        double[] overall = Step("overall"), levels = Step("dist"), raw = Step("marker_raw");
        for (var i = 0; i < blobs.Length; i++)
        {
            var (row, column) = Math.DivRem(i, Side);
            var energy = workspace.Energy[(row + 1) * (Side + 2) + column + 1];
            if (blobs[i] > 0) Assert.Equal(overall[i], 1 - energy);
            if (blobs[i] > 0) Assert.Equal(levels[i], workspace.Flood.Levels[workspace.Flood.At(row, column)]);
            Assert.Equal(raw[i] > 0, blobs[i] > 0 && 1 - energy < options.OverallThreshold);
        }
        var filled = HoleFilling.Fill(new Raster<byte>(Side, Side, [.. raw.Select(value => (byte)value)]));
        Assert.Equal(Step("marker_filled"), Doubles(filled));
        var opened = new BitRaster(Side, Side);
        EllipseMorphology.Open(BitRaster.FromRaster(filled), new BitRaster(Side, Side), opened);
        Assert.Equal(Step("marker_opened"), Doubles(opened.ToRaster()));
        Assert.Equal(Step("marker_opened"), Doubles(workspace.Markers.ToRaster()));
        var markers = SmallObjects.Remove(ConnectedComponents.Label(opened.ToRaster(), Connectivity.Four), options.MinimumMarkerArea);
        Assert.Equal(Step("marker"), markers.Pixels.Select(id => (double)id));
        Assert.Equal(Step("inst"), decoded.Labels.Pixels.Select(id => (double)id));
    }

    [Fact]
    public void Records_give_the_masks_of_HoVer_UNet_s_evaluation()
    {
        var maps = HoverCase.Load(SharedFolder.Require(Folder));
        var decoded = new HoverDecoder(new HoverOptions { Normalization = HvNormalization.Published }).Decode(maps.View(), new HoverWorkspace());
        var masks = new double[Side * Side * 6];
        foreach (var record in HoverRecord.Publish(decoded))
            for (var i = 0; i < decoded.Labels.Pixels.Length; i++)
            {
                if (decoded.Labels.Pixels[i] != record.Id) continue;
                masks[6 * i + record.Type] = record.Id;
                masks[6 * i] = 1;
            }
        Assert.Equal(NpyFile.Load(SharedFolder.Require($"{Folder}/class_masks.npy.gz")).Values, masks);
    }

    private static Raster<double> Differentiate(Raster<double> map, bool alongX) => alongX ? Sobel21.AlongX(map) : Sobel21.AlongY(map);

    private static double[] Step(string name) => NpyFile.Load(SharedFolder.Require($"{Folder}/steps/{name}.npy.gz")).Values;

    private static IEnumerable<double> Doubles(Raster<byte> raster) => raster.Pixels.Select(value => (double)value);
}
