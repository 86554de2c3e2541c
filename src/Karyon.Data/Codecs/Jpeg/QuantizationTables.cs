namespace Karyon.Data.Codecs.Jpeg;

/// <summary>The quantisation steps of T.81, annex K.1, scaled to a quality as libjpeg does (jcparam.c).</summary>
internal static class QuantizationTables
{
    private static ReadOnlySpan<byte> Luma =>
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static ReadOnlySpan<byte> Chroma =>
    [
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>Steps 1..255, row-major.</summary>
    /// <param name="quality">1 (coarse) to 100 (all steps 1).</param>
    /// <param name="chroma">For chroma, else for luma.</param>
    public static byte[] Scale(int quality, bool chroma)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        var source = chroma ? Chroma : Luma;
        var steps = new byte[64];
        for (var i = 0; i < 64; i++) steps[i] = (byte)Math.Clamp((source[i] * percent + 50) / 100, 1, 255);
        return steps;
    }
}
