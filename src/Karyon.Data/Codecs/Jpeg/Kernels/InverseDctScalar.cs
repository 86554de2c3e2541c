namespace Karyon.Data.Codecs.Jpeg.Kernels;

/// <summary>
/// The "islow" inverse cosine transform of libjpeg (jidctint.c; Loeffler, Ligtenberg and Moschytz 1989, 13 fraction bits), the twin of <see cref="InverseDct"/>.
/// Between the passes values are kept in 16 bits with saturation, as libjpeg-turbo's vector code does: images never reach that, damaged data may.
/// </summary>
internal static class InverseDctScalar
{
    private const int Fraction = 13, Pass1Bits = 2;

    /// <param name="block">64 dequantised coefficients, row-major.</param>
    /// <param name="output">Receives 8 rows of 8 samples.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    public static void Transform(ReadOnlySpan<short> block, Span<byte> output, int stride)
    {
        Span<int> lane = stackalloc int[8];
        Span<int> between = stackalloc int[64];
        for (var column = 0; column < 8; column++)
        {
            for (var i = 0; i < 8; i++) lane[i] = block[8 * i + column];
            OneDimension(lane);
            for (var i = 0; i < 8; i++)
                between[8 * i + column] = Math.Clamp((lane[i] + (1 << (Fraction - Pass1Bits - 1))) >> (Fraction - Pass1Bits), short.MinValue, short.MaxValue);
        }
        // The centre 128 goes in before the shift: the sum wraps at the same place in both twins.
        const int Shift = Fraction + Pass1Bits + 3, Bias = (128 << Shift) + (1 << (Shift - 1));
        for (var row = 0; row < 8; row++)
        {
            between.Slice(8 * row, 8).CopyTo(lane);
            OneDimension(lane);
            for (var i = 0; i < 8; i++)
                output[row * stride + i] = (byte)Math.Clamp((lane[i] + Bias) >> Shift, 0, 255);
        }
    }

    private static void OneDimension(Span<int> v)
    {
        // Even part: 0.541196100, 1.847759065, 0.765366865.
        var z1 = (v[2] + v[6]) * 4433;
        int even2 = z1 - v[6] * 15137, even3 = z1 + v[2] * 6270;
        int even0 = (v[0] + v[4]) << Fraction, even1 = (v[0] - v[4]) << Fraction;
        int sum0 = even0 + even3, sum3 = even0 - even3, sum1 = even1 + even2, sum2 = even1 - even2;

        // Odd part: 1.175875602, 0.298631336, 2.053119869, 3.072711026, 1.501321110, 0.899976223, 2.562915447, 1.961570560, 0.390180644.
        var z5 = (v[7] + v[3] + v[5] + v[1]) * 9633;
        int w1 = (v[7] + v[1]) * -7373, w2 = (v[5] + v[3]) * -20995;
        int w3 = (v[7] + v[3]) * -16069 + z5, w4 = (v[5] + v[1]) * -3196 + z5;
        int odd0 = v[7] * 2446 + w1 + w3, odd1 = v[5] * 16819 + w2 + w4, odd2 = v[3] * 25172 + w2 + w3, odd3 = v[1] * 12299 + w1 + w4;

        (v[0], v[7]) = (sum0 + odd3, sum0 - odd3);
        (v[1], v[6]) = (sum1 + odd2, sum1 - odd2);
        (v[2], v[5]) = (sum2 + odd1, sum2 - odd1);
        (v[3], v[4]) = (sum3 + odd0, sum3 - odd0);
    }
}
