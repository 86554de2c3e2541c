namespace Karyon.Data.Codecs.Jpeg.Kernels;

/// <summary>The formulas of libjpeg-turbo's jdsample.c, one sample at a time; the twin of <see cref="Upsampling"/>.</summary>
internal static class UpsamplingScalar
{
    public static void Replicate(ReadOnlySpan<byte> input, int factor, Span<byte> output)
    {
        for (var x = 0; x < input.Length; x++)
            output.Slice(x * factor, factor).Fill(input[x]);
    }

    /// <param name="input">At least three samples.</param>
    /// <param name="output">Twice as long.</param>
    /// <param name="start">First sample between the ends to compute; the ends are always computed.</param>
    public static void TriangleAcross(ReadOnlySpan<byte> input, Span<byte> output, int start = 1)
    {
        var end = input.Length - 1;
        output[0] = input[0];
        output[1] = (byte)((3 * input[0] + input[1] + 2) >> 2);
        for (var x = start; x < end; x++)
        {
            output[2 * x] = (byte)((3 * input[x] + input[x - 1] + 1) >> 2);
            output[2 * x + 1] = (byte)((3 * input[x] + input[x + 1] + 2) >> 2);
        }
        output[2 * end] = (byte)((3 * input[end] + input[end - 1] + 1) >> 2);
        output[2 * end + 1] = input[end];
    }

    public static void TriangleDown(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, int bias, Span<byte> output, int start = 0)
    {
        for (var x = start; x < near.Length; x++)
            output[x] = (byte)((3 * near[x] + far[x] + bias) >> 2);
    }

    /// <param name="near">At least three samples.</param>
    /// <param name="far">As many.</param>
    /// <param name="output">Twice as long.</param>
    /// <param name="start">First sample between the ends to compute; the ends are always computed.</param>
    public static void TriangleBoth(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<byte> output, int start = 1)
    {
        var end = near.Length - 1;
        int last = 3 * near[start - 1] + far[start - 1], here = 3 * near[start] + far[start];
        for (var x = start; x < end; x++)
        {
            var next = 3 * near[x + 1] + far[x + 1];
            output[2 * x] = (byte)((3 * here + last + 8) >> 4);
            output[2 * x + 1] = (byte)((3 * here + next + 7) >> 4);
            (last, here) = (here, next);
        }
        output[2 * end] = (byte)((3 * here + last + 8) >> 4);
        output[2 * end + 1] = (byte)((4 * here + 7) >> 4);
        int left = 3 * near[0] + far[0], second = 3 * near[1] + far[1];
        output[0] = (byte)((4 * left + 8) >> 4);
        output[1] = (byte)((3 * left + second + 7) >> 4);
    }
}
