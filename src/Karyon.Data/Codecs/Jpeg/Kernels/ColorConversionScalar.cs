namespace Karyon.Data.Codecs.Jpeg.Kernels;

/// <summary>The fixed-point formulas of libjpeg's jdcolor.c (ITU-R BT.601 at full range, 16 fraction bits), one pixel at a time; the twin of <see cref="ColorConversion"/>.</summary>
internal static class ColorConversionScalar
{
    private const int Half = 1 << 15;

    /// <summary>1.402, 1.772, 0.71414 and 0.34414 times 65,536.</summary>
    private const int RedFromCr = 91881, BlueFromCb = 116130, GreenFromCr = 46802, GreenFromCb = 22554;

    public static void YccToRgb(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> output, int start = 0)
    {
        for (var x = start; x < luma.Length; x++)
            (output[3 * x], output[3 * x + 1], output[3 * x + 2]) = Convert(luma[x], cb[x] - 128, cr[x] - 128);
    }

    public static void InvertedYcckToCmyk(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, ReadOnlySpan<byte> black, Span<byte> output)
    {
        for (var x = 0; x < luma.Length; x++)
        {
            // libjpeg gives 255 - RGB here and Pillow inverts all four: together RGB itself.
            (output[4 * x], output[4 * x + 1], output[4 * x + 2]) = Convert(luma[x], cb[x] - 128, cr[x] - 128);
            output[4 * x + 3] = (byte)~black[x];
        }
    }

    public static void Interleave(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> output, int start = 0)
    {
        for (var x = start; x < first.Length; x++)
            (output[3 * x], output[3 * x + 1], output[3 * x + 2]) = (first[x], second[x], third[x]);
    }

    public static void Interleave(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, ReadOnlySpan<byte> fourth, Span<byte> output, byte flip)
    {
        for (var x = 0; x < first.Length; x++)
        {
            (output[4 * x], output[4 * x + 1]) = ((byte)(first[x] ^ flip), (byte)(second[x] ^ flip));
            (output[4 * x + 2], output[4 * x + 3]) = ((byte)(third[x] ^ flip), (byte)(fourth[x] ^ flip));
        }
    }

    private static (byte Red, byte Green, byte Blue) Convert(int luma, int cb, int cr) => (
        Clamp(luma + ((RedFromCr * cr + Half) >> 16)),
        Clamp(luma + ((-GreenFromCb * cb - GreenFromCr * cr + Half) >> 16)),
        Clamp(luma + ((BlueFromCb * cb + Half) >> 16)));

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
