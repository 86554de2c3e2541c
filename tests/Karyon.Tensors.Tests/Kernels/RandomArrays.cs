namespace Karyon.Tensors.Tests.Kernels;

internal static class RandomArrays
{
    /// <summary>Floats between -1 and 1.</summary>
    public static float[] Floats(this Random random, int count)
    {
        var made = new float[count];
        for (var k = 0; k < count; k++) made[k] = (float)(random.NextDouble() * 2 - 1);
        return made;
    }

    public static double[] ToDoubles(this float[] values) => Array.ConvertAll(values, static v => (double)v);

    /// <summary>Fails where two arrays differ in bits; NaN equals the same NaN.</summary>
    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
            if (BitConverter.SingleToInt32Bits(expected[k]) != BitConverter.SingleToInt32Bits(actual[k]))
                Assert.Fail($"{what}: element {k} is {actual[k]:R}, its twin {expected[k]:R}");
    }
}
