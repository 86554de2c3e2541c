using Karyon.Core.Filters;
using Karyon.Core.Filters.Kernels;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Filters;

public class FilterLawTests
{
    [Fact]
    public void Every_vector_width_gives_the_bits_of_the_scalar_twin()
    {
        var random = new Random(7);
        foreach (var width in (int[])[0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 67])
        {
            var source = new double[21 * (width + 20) + 64];
            for (var i = 0; i < source.Length; i++) source[i] = random.NextDouble() * 2 - 1;
            var ring = Enumerable.Range(0, 21).Select(k => (k * 5 % 21) * (width + 20) + 3).ToArray();
            foreach (var offsets in (int[][])[[], ring])
            {
                Assert.Equal(Smooth<Lanes1>(), Smooth<Lanes128>());
                Assert.Equal(Smooth<Lanes1>(), Smooth<Lanes256>());
                Assert.Equal(Smooth<Lanes1>(), Smooth<Lanes512>());
                Assert.Equal(Differentiate<Lanes1>(), Differentiate<Lanes128>());
                Assert.Equal(Differentiate<Lanes1>(), Differentiate<Lanes256>());
                Assert.Equal(Differentiate<Lanes1>(), Differentiate<Lanes512>());

                long[] Smooth<T>() where T : struct, ILanes<T>
                {
                    var result = new double[width];
                    FilterRows.Smooth<T>(source, offsets, result);
                    return Bits(result);
                }

                long[] Differentiate<T>() where T : struct, ILanes<T>
                {
                    var result = new double[width];
                    FilterRows.Differentiate<T>(source, offsets, result);
                    return Bits(result);
                }
            }
            Assert.Equal(Blur<Lanes1>(), Blur<Lanes128>());
            Assert.Equal(Blur<Lanes1>(), Blur<Lanes256>());
            Assert.Equal(Blur<Lanes1>(), Blur<Lanes512>());

            long[] Blur<T>() where T : struct, ILanes<T>
            {
                var result = new double[width];
                FilterRows.Blur<T>(source, width + 5, result);
                return Bits(result);
            }
        }

        static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];
    }

    [Fact]
    public void Row_loops_with_vectors_agree_with_their_scalar_twins()
    {
        var random = new Random(8);
        for (var width = 0; width < 140; width++)
        {
            var values = new float[width];
            for (var i = 0; i < width; i++) values[i] = random.Next(12) == 0 ? float.NaN : (float)(random.NextDouble() * 3 - 1.5);
            ulong[] vectorBits = new ulong[(width + 63) / 64], scalarBits = new ulong[(width + 63) / 64];
            PixelRows.AtLeast(values, 0.25f, vectorBits);
            PixelRows.AtLeast(values, 0.25f, scalarBits, vectors: false);
            Assert.Equal(scalarBits, vectorBits);
            Assert.Equal(values.Count(value => value >= 0.25f), vectorBits.Sum(System.Numerics.BitOperations.PopCount));
            Assert.Equal(PixelRows.Extremes<float>(values, vectors: false), PixelRows.Extremes<float>(values));
            double[] vector = new double[width], scalar = new double[width];
            PixelRows.ScaleWiden(values, 0.3f, 0.1f, vector);
            PixelRows.ScaleWiden(values, 0.3f, 0.1f, scalar, vectors: false);
            Assert.Equal(scalar, vector);
            PixelRows.ClampWiden(values, vector);
            PixelRows.ClampWiden(values, scalar, vectors: false);
            Assert.Equal(scalar, vector);
            Assert.All(vector, value => Assert.InRange(value, -1, 1));
        }
    }

    [Fact]
    public void A_ramp_gives_the_ramp_response_and_a_jump_the_middle_binomial()
    {
        var ramp = new Raster<double>(60, 50);
        for (var row = 0; row < 50; row++)
            for (var x = 0; x < 60; x++) ramp[row, x] = x;
        Assert.Equal(Sobel21.RampResponse, Sobel21.AlongX(ramp)[25, 30]);
        Assert.Equal(0, Sobel21.AlongY(ramp)[25, 30]);
        var jump = new Raster<double>(60, 50);
        for (var row = 25; row < 50; row++) jump.Row(row).Fill(1);
        Assert.Equal(92378.0 * (1 << 20), Sobel21.AlongY(jump)[25, 30]);
        Assert.Equal(0, Sobel21.AlongX(jump)[25, 30]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(70, 3)]
    [InlineData(65, 64)]
    public void Morphology_and_distances_agree_with_their_definitions(int width, int height)
    {
        var random = new Random(width);
        for (var round = 0; round < 6; round++)
        {
            var mask = new Raster<byte>(width, height);
            foreach (ref var pixel in mask.Pixels.AsSpan()) pixel = random.Next(10) < 2 + round ? (byte)1 : (byte)0;
            BitRaster bits = BitRaster.FromRaster(mask), eroded = new(0, 0), dilated = new(0, 0);
            EllipseMorphology.Erode(bits, eroded);
            EllipseMorphology.Dilate(bits, dilated);
            var squared = DistanceTransform.Squared(mask);
            for (var row = 0; row < height; row++)
                for (var x = 0; x < width; x++)
                {
                    bool all = true, any = false;
                    var nearest = long.MaxValue;
                    for (var r = 0; r < height; r++)
                        for (var c = 0; c < width; c++)
                        {
                            int dr = Math.Abs(r - row), dc = Math.Abs(c - x);
                            if ((dr <= 1 && dc <= 2) || (dr <= 2 && dc == 0)) (all, any) = (all & (mask[r, c] != 0), any | (mask[r, c] != 0));
                            if (mask[r, c] == 0) nearest = Math.Min(nearest, dr * dr + dc * dc);
                        }
                    Assert.Equal(all, eroded[row, x]);
                    Assert.Equal(any, dilated[row, x]);
                    if (nearest != long.MaxValue) Assert.Equal(nearest, squared[row, x]);
                }
        }
    }

    [Fact]
    public void Without_background_the_frame_counts_as_background()
    {
        var full = new Raster<byte>(5, 4);
        full.Pixels.AsSpan().Fill(1);
        Assert.Equal([1, 1, 1, 1, 1, 1, 4, 4, 4, 1, 1, 4, 4, 4, 1, 1, 1, 1, 1, 1], DistanceTransform.Squared(full).Pixels);
    }
}
