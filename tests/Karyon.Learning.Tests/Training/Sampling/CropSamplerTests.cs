using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;

namespace Karyon.Learning.Tests.Training.Sampling;

public sealed class CropSamplerTests
{
    [Fact]
    public void Without_augmentation_a_sample_is_a_window_of_the_image_and_its_targets()
    {
        var item = MadeItems.Grid(200, 150);
        var sampler = new CropSampler([item], 64, 0.25, AugmentationOptions.Off, seed: 3);
        for (var k = 0UL; k < 5; k++)
        {
            var batch = MadeItems.Draw(sampler, 0, k);
            var window = Find(item.Image, batch);
            var targets = HoverTargets.Encode(new LabelMap(item.Labels.Raster.Crop(window)));
            Assert.Equal(targets.Horizontal.Pixels, batch.Hv[..4096]);
            Assert.Equal(targets.Vertical.Pixels, batch.Hv[4096..]);
            for (var i = 0; i < 4096; i++)
            {
                Assert.Equal(targets.Nuclei.Pixels[i], batch.Nuclei[4096 + i]);
                Assert.Equal(1 - targets.Nuclei.Pixels[i], batch.Nuclei[i]);
            }
            Assert.All(batch.Known, known => Assert.Equal(1, known));
        }
    }

    [Fact]
    public void A_sample_follows_from_seed_epoch_and_number_alone()
    {
        CropSampler Make(ulong seed) => new([MadeItems.Grid(200, 150), MadeItems.Grid(120, 90)], 64, 0.25, AugmentationOptions.Strong, seed);
        var sampler = Make(1);
        var workspace = sampler.NewWorkspace();
        var batch = new TrainingBatch(1, 64);
        for (var k = 0UL; k < 6; k++) sampler.Draw(2, k, workspace, batch.Sample(0)); // a used workspace, other samples before
        var alone = MadeItems.Draw(Make(1), 2, 5);
        Assert.Equal(alone.Image, batch.Image);
        Assert.Equal(alone.Hv, batch.Hv);
        Assert.NotEqual(alone.Image, MadeItems.Draw(Make(2), 2, 5).Image);
        Assert.NotEqual(alone.Image, MadeItems.Draw(Make(1), 1, 5).Image);
    }

    [Fact]
    public void Strong_samples_have_the_same_bits_on_every_machine()
    {
        var sampler = new CropSampler([MadeItems.Grid(200, 150), MadeItems.Grid(90, 120, 0.4)], 64, 0.25, AugmentationOptions.Strong, seed: 17);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var k = 0UL; k < 40; k++)
        {
            var batch = MadeItems.Draw(sampler, 0, k);
            foreach (var plane in new[] { batch.Image, batch.Nuclei, batch.Hv, batch.Known }) digest.AppendData(MemoryMarshal.AsBytes<float>(plane));
        }
        Assert.Equal("339B021238E3BE9AED5D1C9ED3043C40", Convert.ToHexString(digest.GetHashAndReset())[..32]);
    }

    [Theory]
    [InlineData(0.125)]
    [InlineData(0.25)]
    [InlineData(0.4)]
    public void Nuclei_have_their_size_at_the_networks_pixel_size(double micronsPerPixel)
    {
        var sampler = new CropSampler([MadeItems.Grid(640, 640, 0.25)], 96, micronsPerPixel, AugmentationOptions.Off, seed: 1);
        var share = Enumerable.Range(0, 20).Average(k => MadeItems.Draw(sampler, 0, (ulong)k).Nuclei[(96 * 96)..].Average());
        Assert.Equal(Math.PI * 81 / 1024, share, 0.02);
        // A disc of radius 9 px at 0.25 um spans 19 px there; count the longest run of a row here.
        var widest = Enumerable.Range(0, 20).Max(k => LongestRun(MadeItems.Draw(sampler, 0, (ulong)k).Nuclei.AsSpan(96 * 96), 96));
        Assert.Equal(19 * 0.25 / micronsPerPixel, widest, 1.0);
    }

    [Fact]
    public void What_lies_outside_of_a_small_image_or_under_its_mask_is_not_known_and_holds_no_nuclei()
    {
        var unknown = new Raster<byte>(60, 60);
        for (var y = 0; y < 60; y++) unknown.Row(y)[..20].Fill(1);
        var sampler = new CropSampler([MadeItems.Grid(60, 60, unknown: unknown)], 96, 0.25, AugmentationOptions.Off, seed: 1);
        var batch = MadeItems.Draw(sampler, 0, 0);
        Assert.Equal(60 * 40, batch.Known[..9216].Sum());
        for (var i = 0; i < 9216; i++)
        {
            Assert.Equal(batch.Known[i], batch.Nuclei[i] + batch.Nuclei[9216 + i]);
            Assert.Equal(batch.Known[i], batch.Known[9216 + i]);
            if (batch.Known[i] == 0) Assert.Equal((0, 0), (batch.Hv[i], batch.Hv[9216 + i]));
        }
        Assert.Contains(1f, batch.Nuclei[9216..]);
    }

    [Fact]
    public void Items_are_drawn_by_weight_in_every_stretch()
    {
        TrainingItem[] items = [MadeItems.Grid(40, 40, weight: 1), MadeItems.Grid(41, 40, weight: 3), MadeItems.Grid(42, 40, weight: 0.5)];
        var sampler = new CropSampler(items, 32, 0.25, AugmentationOptions.Off, seed: 8);
        foreach (var first in new[] { 0, 500 })
        {
            var counts = items.ToDictionary(item => item, _ => 0);
            for (var k = first; k < first + 450; k++) counts[sampler.ItemOf(1, (ulong)k)]++;
            Assert.InRange(counts[items[0]], 97, 103);
            Assert.InRange(counts[items[1]], 297, 303);
            Assert.InRange(counts[items[2]], 47, 53);
        }
    }

    [Fact]
    public void Items_without_sensible_weight_or_pixel_size_are_refused_by_name()
    {
        var options = AugmentationOptions.Off;
        Assert.Contains("grid 40 x 40", Assert.Throws<ArgumentException>(() => new CropSampler([MadeItems.Grid(40, 40, weight: 0)], 32, 0.25, options, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("grid 40 x 40", Assert.Throws<ArgumentException>(() => new CropSampler([MadeItems.Grid(40, 40, 0)], 32, 0.25, options, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new CropSampler([], 32, 0.25, options, 1));
    }

    /// <summary>Where the sample's colours stand in the image, pixel for pixel.</summary>
    private static Rect Find(Raster<Rgb> image, TrainingBatch batch)
    {
        var side = batch.Side;
        for (var y = 0; y <= image.Height - side; y++)
            for (var x = 0; x <= image.Width - side; x++)
            {
                var same = true;
                for (var i = 0; same && i < side * side; i++)
                {
                    var pixel = image[y + i / side, x + i % side];
                    same = pixel.R == batch.Image[i] && pixel.G == batch.Image[side * side + i] && pixel.B == batch.Image[2 * side * side + i];
                }
                if (same) return new Rect(x, y, side, side);
            }
        throw new Xunit.Sdk.XunitException("the sample is no window of the image");
    }

    private static int LongestRun(ReadOnlySpan<float> plane, int side)
    {
        int longest = 0, run = 0;
        for (var i = 0; i < plane.Length; i++)
        {
            run = plane[i] > 0 && i % side > 0 ? run + 1 : plane[i] > 0 ? 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}
