using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Karyon.Data.Codecs.Jpeg.Kernels;

/// <summary>
/// Colour conversion of one row. Where the processor has AVX2, sixteen pixels at a time; the result is that of <see cref="ColorConversionScalar"/>
/// to the bit, because the products are split so that 16-bit halves stay exact (the way of libjpeg-turbo's jdcolext).
/// </summary>
internal static class ColorConversion
{
    /// <summary>Luma and chroma to interleaved RGB.</summary>
    public static void YccToRgb(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> output)
    {
        Check(luma, cb, cr, output, 3);
        var x = 0;
        if (Avx2.IsSupported)
        {
            ref byte first = ref MemoryMarshal.GetReference(luma), second = ref MemoryMarshal.GetReference(cb), third = ref MemoryMarshal.GetReference(cr);
            ref var target = ref MemoryMarshal.GetReference(output);
            for (; x + 16 <= luma.Length; x += 16)
            {
                var (red, green, blue) = Convert(
                    Vector128.LoadUnsafe(ref first, (nuint)x), Vector128.LoadUnsafe(ref second, (nuint)x), Vector128.LoadUnsafe(ref third, (nuint)x));
                Store(red, green, blue, ref target, 3 * x);
            }
        }
        ColorConversionScalar.YccToRgb(luma, cb, cr, output, x);
    }

    /// <summary>Adobe's YCCK to CMYK with 0 for no ink.</summary>
    public static void InvertedYcckToCmyk(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, ReadOnlySpan<byte> black, Span<byte> output) =>
        ColorConversionScalar.InvertedYcckToCmyk(luma, cb, cr, black, output);

    /// <summary>Three planes to interleaved samples.</summary>
    public static void Interleave(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> output)
    {
        Check(first, second, third, output, 3);
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref byte a = ref MemoryMarshal.GetReference(first), b = ref MemoryMarshal.GetReference(second), c = ref MemoryMarshal.GetReference(third);
            ref var target = ref MemoryMarshal.GetReference(output);
            for (; x + 16 <= first.Length; x += 16)
                Store(Vector128.LoadUnsafe(ref a, (nuint)x), Vector128.LoadUnsafe(ref b, (nuint)x), Vector128.LoadUnsafe(ref c, (nuint)x), ref target, 3 * x);
        }
        ColorConversionScalar.Interleave(first, second, third, output, x);
    }

    /// <summary>Four planes to interleaved samples, each exclusive-ored with a byte.</summary>
    public static void Interleave(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, ReadOnlySpan<byte> fourth, Span<byte> output, byte flip) =>
        ColorConversionScalar.Interleave(first, second, third, fourth, output, flip);

    private static void Check(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> output, int channels)
    {
        if (second.Length < first.Length || third.Length < first.Length || output.Length < channels * first.Length)
            throw new ArgumentException("the rows differ in length", nameof(output));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Red, Vector128<byte> Green, Vector128<byte> Blue) Convert(Vector128<byte> luma8, Vector128<byte> cb8, Vector128<byte> cr8)
    {
        var centre = Vector256.Create((short)128);
        var luma = Avx2.ConvertToVector256Int16(luma8);
        var cb = Avx2.ConvertToVector256Int16(cb8) - centre;
        var cr = Avx2.ConvertToVector256Int16(cr8) - centre;

        // 1.402 = 1 + 26345/65536 and 1.772 = 2 - 14942/65536; doubling before the high product keeps one more bit, which rounds.
        var red = luma + cr + RoundedShare(cr, 26345);
        var blue = luma + cb + cb + RoundedShare(cb, -14942);
        // -0.71414 = -1 + 18734/65536.
        var weights = Vector256.Create(-22554 & 0xFFFF | 18734 << 16).AsInt16();
        var half = Vector256.Create(1 << 15);
        var low = (Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(cb, cr), weights) + half) >> 16;
        var high = (Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(cb, cr), weights) + half) >> 16;
        var green = luma - cr + Avx2.PackSignedSaturate(low, high);

        var both = Avx2.Permute4x64(Avx2.PackUnsignedSaturate(red, green).AsInt64(), 0b11_01_10_00).AsByte();
        var rest = Avx2.Permute4x64(Avx2.PackUnsignedSaturate(blue, blue).AsInt64(), 0b11_01_10_00).AsByte();
        return (both.GetLower(), both.GetUpper(), rest.GetLower());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> RoundedShare(Vector256<short> chroma, short factor) =>
        (Avx2.MultiplyHigh(chroma + chroma, Vector256.Create(factor)) + Vector256<short>.One) >> 1;

    /// <summary>Interleaves sixteen pixels: in each third of the output, bytes come from each plane in turn; an index above 15 gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, ref byte target, int offset)
    {
        const byte No = 0x80;
        var start =
            Vector128.Shuffle(a, Vector128.Create(0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No, No, 5)) |
            Vector128.Shuffle(b, Vector128.Create(No, 0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No, No)) |
            Vector128.Shuffle(c, Vector128.Create(No, No, 0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No));
        var middle =
            Vector128.Shuffle(a, Vector128.Create(No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No, 10, No)) |
            Vector128.Shuffle(b, Vector128.Create(5, No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No, 10)) |
            Vector128.Shuffle(c, Vector128.Create(No, 5, No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No));
        var end =
            Vector128.Shuffle(a, Vector128.Create(No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15, No, No)) |
            Vector128.Shuffle(b, Vector128.Create(No, No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15, No)) |
            Vector128.Shuffle(c, Vector128.Create(10, No, No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15));
        start.StoreUnsafe(ref target, (nuint)offset);
        middle.StoreUnsafe(ref target, (nuint)(offset + 16));
        end.StoreUnsafe(ref target, (nuint)(offset + 32));
    }
}
