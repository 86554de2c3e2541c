using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Learning.Inference.Published;
using Karyon.Learning.Models;
using Karyon.Learning.Tests.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Inference.Published;

public class TeacherMapsTests
{
    [Fact]
    public void Overlapping_patches_are_averaged_as_the_original_does()
    {
        const int side = 32, step = 16, image = 64, channels = 3;
        var patches = NpyFile.Read(SharedFolder.Require("goldens/targets/pannuke/patches.npy.gz")).ToDoubles();
        var expected = NpyFile.Read(SharedFolder.Require("goldens/targets/pannuke/unpatchified.npy.gz")).ToDoubles();
        var mean = new OverlapMean(channels, image, image);
        for (var index = 0; index < 9; index++)
        {
            // Channels last there, first here.
            var patch = new float[channels * side * side];
            for (var i = 0; i < patch.Length; i++) patch[i % channels * side * side + i / channels] = (float)patches[index * patch.Length + i];
            mean.Add(index % 3 * step, index / 3 * step, side, patch);
        }
        var means = mean.Means(image, image);
        Assert.Equal(expected.Length, means.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], means[i % channels * image * image + i / channels]);
    }

    [Fact]
    public void A_pixel_has_the_mean_of_the_patches_that_hold_it_and_none_where_there_is_no_patch()
    {
        var mean = new OverlapMean(1, 4, 3);
        mean.Add(0, 0, 2, [1, 2, 3, 4]);
        mean.Add(1, 1, 2, [10, 20, 30, 40]);
        Assert.Equal([1, 2, double.NaN, 3, 7, 20, double.NaN, 30, 40], mean.Means(3, 3));
        Assert.Equal([1, 2], mean.Means(2, 1));
        Assert.Throws<ArgumentException>(() => mean.Add(3, 0, 2, [1, 2, 3, 4]));
        Assert.Throws<ArgumentException>(() => mean.Add(0, 0, 2, [1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => mean.Means(5, 1));
    }

    [Theory]
    [InlineData(256, new[] { 0, 82, 164 })]
    [InlineData(164, new[] { 0 })]
    [InlineData(165, new[] { 0, 82 })]
    [InlineData(1, new[] { 0 })]
    public void Patches_step_by_half_until_the_image_is_covered(int size, int[] expected) => Assert.Equal(expected, TeacherMaps.PatchesAlong(size));

    [Fact]
    public void The_teacher_sees_patches_mirrored_about_their_own_ends_and_its_raw_maps_are_averaged()
    {
        using var teacher = NetworkGolden.Fill(new HoverNet(HoverNetVariant.Fast, 6));
        teacher.Train();
        using var context = new ComputeContext(2);
        var image = new Raster<Rgb>(200, 150);
        new Random(3).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.Pixels.AsSpan()));
        using var maps = new TeacherMaps(context, teacher);
        Assert.True(teacher.Training);
        Assert.Equal(10, maps.Channels);

        var predicted = maps.Predict(image);

        // The image is padded to 246 x 164, two patches lie side by side; columns 82 to 163 are in both.
        teacher.Eval();
        var value = Value.Input("image", new Shape(1, 3, 256, 256));
        var network = teacher.Forward(value);
        using var plan = Plan.Compile(context, [network.Np, network.Hv, network.Tp!], PlanOptions.Inference);
        var padded = NumpyPadding.Pad(image, 0, 14, 0, 46);
        float[][] raw = [.. new[] { 0, 82 }.Select(left =>
        {
            var seen = NumpyPadding.Pad(NumpyPadding.Cut(padded, left, 0, 164), 46, 46, 46, 46);
            var pixels = plan.Input(value);
            for (var i = 0; i < 256 * 256; i++) (pixels[i], pixels[65536 + i], pixels[2 * 65536 + i]) = (seen.Pixels[i].R, seen.Pixels[i].G, seen.Pixels[i].B);
            plan.Run();
            return (float[])[.. plan.Output(0), .. plan.Output(1), .. plan.Output(2)];
        })];
        Assert.Equal(10 * 150 * 200, predicted.Length);
        for (var i = 0; i < predicted.Length; i++)
        {
            int channel = i / (150 * 200), y = i / 200 % 150, x = i % 200;
            double sum = 0, count = 0;
            for (var patch = 0; patch < 2; patch++)
            {
                if (x < patch * 82 || x >= patch * 82 + 164) continue;
                sum += raw[patch][(channel * 164 + y) * 164 + x - patch * 82];
                count++;
            }
            Assert.Equal((float)(sum / count), predicted[i]);
        }
    }

    [Fact]
    public void Another_teacher_than_the_fast_one_is_refused()
    {
        using var teacher = new HoverNet(HoverNetVariant.Original, 0);
        using var context = new ComputeContext(1);
        Assert.Contains("hovernet-fast", Assert.Throws<ArgumentException>(() => new TeacherMaps(context, teacher)).Message);
    }
}
