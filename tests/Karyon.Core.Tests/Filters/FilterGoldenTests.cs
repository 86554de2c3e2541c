using Karyon.Core.Filters;
using Karyon.Core.Rasters;
using Karyon.Core.Tests.Goldens;

namespace Karyon.Core.Tests.Filters;

public class FilterGoldenTests
{
    [Fact]
    public void Sobel_of_21_taps_is_that_of_OpenCV()
    {
        foreach (var golden in PrimitiveCase.All("sobel21", 8))
        {
            if (!golden.HasInput("src"))
            {
                Assert.Equal(golden.Output<double>("derivative").Pixels, Sobel21.DerivativeTaps.ToArray());
                Assert.Equal(golden.Output<double>("smoothing").Pixels, Sobel21.SmoothingTaps.ToArray());
                continue;
            }
            var source = golden.Input<double>("src");
            Raster<double> dx = golden.Output<double>("dx"), dy = golden.Output<double>("dy");
            var tolerance = 1e-12 * Math.Max(dx.Pixels.Concat(dy.Pixels).Max(Math.Abs), Sobel21.RampResponse / 2);
            Close(dx, Sobel21.AlongX(source), tolerance, golden.Name);
            Close(dy, Sobel21.AlongY(source), tolerance, golden.Name);
        }
    }

    [Fact]
    public void Gaussian_of_3x3_is_that_of_OpenCV()
    {
        foreach (var golden in PrimitiveCase.All("gaussian3x3", 6))
            Close(golden.Output<double>("dst"), GaussianFilter.Blur3x3(golden.Input<double>("src")), 1e-15, golden.Name);
    }

    [Fact]
    public void Gaussian_of_any_sigma_is_that_of_SciPy()
    {
        foreach (var golden in PrimitiveCase.All("gaussian_filter_scipy", 5))
            Close(golden.Output<double>("dst"), GaussianFilter.Smooth(golden.Input<double>("src"), golden.Parameter("sigma")!.Value), 1e-12, golden.Name);
    }

    [Fact]
    public void Min_max_normalisation_has_the_bits_of_OpenCV()
    {
        foreach (var golden in PrimitiveCase.All("minmax_normalise", 8))
        {
            var normalized = golden.InputType("src") == "float32"
                ? MinMaxNormalization.Normalize(golden.Input<float>("src").Pixels.AsSpan())
                : MinMaxNormalization.Normalize(golden.Input<double>("src").Pixels.AsSpan());
            Assert.Equal(golden.Output<float>("dst").Pixels, normalized);
        }
    }

    [Fact]
    public void Morphology_by_the_ellipse_is_that_of_OpenCV()
    {
        foreach (var golden in PrimitiveCase.All("open_ellipse5", 8))
        {
            if (!golden.HasInput("src"))
            {
                var point = new BitRaster(5, 5) { [2, 2] = true };
                Assert.Equal(golden.Output<byte>("kernel").Pixels, Dilate(point).ToRaster().Pixels);
                continue;
            }
            var source = BitRaster.FromRaster(golden.Input<byte>("src"));
            BitRaster eroded = new(0, 0), opened = new(0, 0);
            EllipseMorphology.Open(source, eroded, opened);
            Assert.Equal(golden.Output<byte>("eroded").Pixels, eroded.ToRaster().Pixels);
            Assert.Equal(golden.Output<byte>("dilated").Pixels, Dilate(source).ToRaster().Pixels);
            Assert.Equal(golden.Output<byte>("opened").Pixels, opened.ToRaster().Pixels);
        }

        static BitRaster Dilate(BitRaster source)
        {
            var result = new BitRaster(0, 0);
            EllipseMorphology.Dilate(source, result);
            return result;
        }
    }

    [Fact]
    public void Distances_are_those_of_SciPy_wherever_there_is_background()
    {
        foreach (var golden in PrimitiveCase.All("edt", 6))
        {
            var source = golden.Input<byte>("src");
            if (!source.Pixels.Contains((byte)0)) continue;
            Assert.Equal(golden.Output<int>("squared").Pixels, DistanceTransform.Squared(source).Pixels);
            Close(golden.Output<double>("distance"), DistanceTransform.Euclidean(source), 1e-12, golden.Name);
        }
    }

    private static void Close(Raster<double> expected, Raster<double> actual, double tolerance, string name)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        for (var i = 0; i < expected.Pixels.Length; i++)
            Assert.True(Math.Abs(expected.Pixels[i] - actual.Pixels[i]) <= tolerance, $"{name}, pixel {i}: {actual.Pixels[i]:R}, not {expected.Pixels[i]:R}");
    }
}
