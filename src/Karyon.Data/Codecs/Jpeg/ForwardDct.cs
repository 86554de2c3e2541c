namespace Karyon.Data.Codecs.Jpeg;

/// <summary>The "islow" forward cosine transform of libjpeg (jfdctint.c; Loeffler, Ligtenberg and Moschytz 1989, 13 fraction bits).</summary>
internal static class ForwardDct
{
    private const int Fraction = 13, Pass1Bits = 2;

    /// <summary>Transforms a block in place.</summary>
    /// <param name="block">64 samples less 128, row-major; becomes the coefficients times eight.</param>
    public static void Transform(Span<int> block)
    {
        for (var row = 0; row < 8; row++) OneDimension(block[(8 * row)..], 1, firstPass: true);
        for (var column = 0; column < 8; column++) OneDimension(block[column..], 8, firstPass: false);
    }

    private static void OneDimension(Span<int> v, int step, bool firstPass)
    {
        int sum0 = v[0] + v[7 * step], sum1 = v[step] + v[6 * step], sum2 = v[2 * step] + v[5 * step], sum3 = v[3 * step] + v[4 * step];
        int odd4 = v[3 * step] - v[4 * step], odd5 = v[2 * step] - v[5 * step], odd6 = v[step] - v[6 * step], odd7 = v[0] - v[7 * step];
        int even0 = sum0 + sum3, even3 = sum0 - sum3, even1 = sum1 + sum2, even2 = sum1 - sum2;
        var shift = firstPass ? Fraction - Pass1Bits : Fraction + Pass1Bits;

        v[0] = firstPass ? (even0 + even1) << Pass1Bits : Descale(even0 + even1, Pass1Bits);
        v[4 * step] = firstPass ? (even0 - even1) << Pass1Bits : Descale(even0 - even1, Pass1Bits);
        // 0.541196100, 0.765366865, 1.847759065.
        var z1 = (even2 + even3) * 4433;
        v[2 * step] = Descale(z1 + even3 * 6270, shift);
        v[6 * step] = Descale(z1 - even2 * 15137, shift);

        // 1.175875602, 0.899976223, 2.562915447, 1.961570560, 0.390180644; 0.298631336, 2.053119869, 3.072711026, 1.501321110.
        var z5 = (odd4 + odd6 + odd5 + odd7) * 9633;
        int w1 = (odd4 + odd7) * -7373, w2 = (odd5 + odd6) * -20995;
        int w3 = (odd4 + odd6) * -16069 + z5, w4 = (odd5 + odd7) * -3196 + z5;
        v[7 * step] = Descale(odd4 * 2446 + w1 + w3, shift);
        v[5 * step] = Descale(odd5 * 16819 + w2 + w4, shift);
        v[3 * step] = Descale(odd6 * 25172 + w2 + w3, shift);
        v[step] = Descale(odd7 * 12299 + w1 + w4, shift);
    }

    private static int Descale(int value, int shift) => (value + (1 << (shift - 1))) >> shift;
}
