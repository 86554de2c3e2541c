using Karyon.Data.Codecs.Jpeg;
using Karyon.Data.Codecs.Jpeg.Kernels;

namespace Karyon.Data.Tests.Codecs.Jpeg;

public class JpegKernelTests
{
    [Fact]
    public void The_vector_transform_gives_the_bits_of_its_scalar_twin_on_any_coefficients()
    {
        var random = new Random(1);
        foreach (var scale in new[] { 8, 300, 2000, 32768 })
        {
            for (var round = 0; round < 2000; round++)
            {
                var block = new short[64];
                var filled = random.Next(65);
                for (var i = 0; i < filled; i++) block[random.Next(64)] = (short)random.Next(-scale, scale);
                AssertTransformsAgree(block, stride: 8 + random.Next(9));
            }
        }
        AssertTransformsAgree(Enumerable.Repeat(short.MinValue, 64).ToArray(), 8);
        AssertTransformsAgree(Enumerable.Repeat(short.MaxValue, 64).ToArray(), 8);
    }

    [Fact]
    public void The_transform_of_a_mean_alone_gives_the_bits_of_the_whole_transform()
    {
        byte[] expected = new byte[64], actual = new byte[64];
        for (int dc = short.MinValue; dc <= short.MaxValue; dc += 7)
        {
            var block = new short[64];
            block[0] = (short)dc;
            InverseDctScalar.Transform(block, expected, 8);
            InverseDct.TransformDc(block[0], actual, 8);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void The_transform_is_the_cosine_transform_to_a_level()
    {
        var random = new Random(2);
        var output = new byte[64];
        for (var round = 0; round < 200; round++)
        {
            var block = new short[64];
            for (var i = 0; i < 10; i++) block[random.Next(64)] = (short)random.Next(-200, 200);
            InverseDct.Transform(block, output, 8);
            for (var y = 0; y < 8; y++)
                for (var x = 0; x < 8; x++)
                    Assert.InRange(output[8 * y + x] - Math.Clamp(128 + Cosines(block, x, y), 0, 255), -1, 1);
        }
    }

    [Fact]
    public void Vector_dequantisation_gives_the_bits_of_its_scalar_twin()
    {
        var random = new Random(3);
        for (var round = 0; round < 500; round++)
        {
            short[] coefficients = Shorts(random, 64), steps = Shorts(random, 64), expected = new short[64], actual = new short[64];
            Dequantization.MultiplyScalar(coefficients, steps, expected);
            Dequantization.Multiply(coefficients, steps, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Vector_colour_conversion_gives_the_bits_of_its_scalar_twin_for_every_colour()
    {
        byte[] luma = new byte[256], cb = new byte[256], cr = new byte[256], expected = new byte[768], actual = new byte[768];
        for (var i = 0; i < 256; i++) luma[i] = (byte)i;
        for (var blue = 0; blue < 256; blue++)
        {
            for (var red = 0; red < 256; red++)
            {
                Array.Fill(cb, (byte)blue);
                Array.Fill(cr, (byte)red);
                ColorConversionScalar.YccToRgb(luma, cb, cr, expected);
                ColorConversion.YccToRgb(luma, cb, cr, actual);
                Assert.True(expected.AsSpan().SequenceEqual(actual));
            }
        }
    }

    [Fact]
    public void Row_kernels_give_the_bytes_of_their_scalar_twins_at_any_width()
    {
        for (var width = 0; width <= 100; width++)
        {
            var random = new Random(width);
            byte[] a = Bytes(random, width), b = Bytes(random, width), c = Bytes(random, width), d = Bytes(random, width);
            AssertSame(4 * width, o => ColorConversionScalar.YccToRgb(a, b, c, o), o => ColorConversion.YccToRgb(a, b, c, o));
            AssertSame(4 * width, o => ColorConversionScalar.Interleave(a, b, c, o), o => ColorConversion.Interleave(a, b, c, o));
            AssertSame(4 * width, o => ColorConversionScalar.Interleave(a, b, c, d, o, 0xFF), o => ColorConversion.Interleave(a, b, c, d, o, 0xFF));
            AssertSame(4 * width, o => ColorConversionScalar.InvertedYcckToCmyk(a, b, c, d, o), o => ColorConversion.InvertedYcckToCmyk(a, b, c, d, o));
            AssertSame(3 * width, o => UpsamplingScalar.Replicate(a, 3, o), o => Upsampling.Replicate(a, 3, o));
            AssertSame(width, o => UpsamplingScalar.TriangleDown(a, b, 1, o), o => Upsampling.TriangleDown(a, b, 1, o));
            AssertSame(width, o => UpsamplingScalar.TriangleDown(a, b, 2, o), o => Upsampling.TriangleDown(a, b, 2, o));
            if (width < 3) continue;
            AssertSame(2 * width, o => UpsamplingScalar.TriangleAcross(a, o), o => Upsampling.TriangleAcross(a, o));
            AssertSame(2 * width, o => UpsamplingScalar.TriangleBoth(a, b, o), o => Upsampling.TriangleBoth(a, b, o));
        }
    }

    [Fact]
    public void The_forward_transform_undoes_the_inverse_one()
    {
        var random = new Random(4);
        var samples = new int[64];
        var output = new byte[64];
        for (var round = 0; round < 200; round++)
        {
            var original = new int[64];
            for (var i = 0; i < 64; i++) samples[i] = original[i] = random.Next(-120, 120);
            ForwardDct.Transform(samples);
            InverseDct.Transform(samples.Select(c => (short)((c + 4) >> 3)).ToArray(), output, 8);
            for (var i = 0; i < 64; i++) Assert.InRange(output[i] - 128 - original[i], -2, 2);
        }
    }

    private static void AssertTransformsAgree(short[] block, int stride)
    {
        byte[] expected = new byte[7 * stride + 8], actual = new byte[7 * stride + 8];
        InverseDctScalar.Transform(block, expected, stride);
        InverseDct.Transform(block, actual, stride);
        Assert.Equal(expected, actual);
    }

    private static void AssertSame(int length, Action<byte[]> twin, Action<byte[]> kernel)
    {
        byte[] expected = new byte[length], actual = new byte[length];
        twin(expected);
        kernel(actual);
        Assert.Equal(expected, actual);
    }

    private static double Cosines(short[] block, int x, int y)
    {
        double sum = 0;
        for (var v = 0; v < 8; v++)
            for (var u = 0; u < 8; u++)
                sum += (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1) / 4 * block[8 * v + u]
                    * Math.Cos((2 * x + 1) * u * Math.PI / 16) * Math.Cos((2 * y + 1) * v * Math.PI / 16);
        return sum;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static short[] Shorts(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (short)random.Next(-32768, 32768))];
}
