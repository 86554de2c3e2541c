using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Tests.Kernels;

/// <summary>Random inputs of kernel tests and what their results are held to.</summary>
internal static class TestValues
{
    /// <summary>Values of about unit size, some of them zero.</summary>
    public static float[] Floats(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = random.Next(8) == 0 ? 0f : (float)((random.NextDouble() + random.NextDouble() + random.NextDouble()) * 2 - 3);
        return values;
    }

    public static double[] Doubles(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = values[i];
        return wide;
    }

    /// <summary>Fails unless both hold the same bits.</summary>
    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"{what}: element {i} is {actual[i]:R}, the twin says {expected[i]:R}");
    }

    /// <summary>Root of the mean squared difference over that of the reference.</summary>
    public static double RelativeRms(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual)
    {
        double error = 0, size = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            error += (expected[i] - actual[i]) * (expected[i] - actual[i]);
            size += expected[i] * expected[i];
        }
        return Math.Sqrt(error / size);
    }

    public static void SkipUnlessSupported(VectorPath path) =>
        Assert.SkipUnless(VectorPaths.IsSupported(path), $"this processor has no vectors of {(int)path} bits with fused multiply-add");
}
