using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Karyon.Data.Codecs.Jpeg.Kernels;

/// <summary>
/// The "islow" inverse cosine transform of libjpeg for one block. With AVX2, eight columns at a time: each output of the one-dimensional transform
/// is a sum of four products of pairs (an odd and an even half), which multiply-add instructions give exactly in 32 bits; so the result is that of
/// <see cref="InverseDctScalar"/> to the bit.
/// </summary>
internal static class InverseDct
{
    // 13-bit constants of jidctint.c.
    private const int C298 = 2446, C390 = 3196, C541 = 4433, C765 = 6270, C899 = 7373, C1175 = 9633;
    private const int C1501 = 12299, C1847 = 15137, C1961 = 16069, C2053 = 16819, C2562 = 20995, C3072 = 25172;

    /// <summary>Transforms a block.</summary>
    /// <param name="block">64 dequantised coefficients, row-major.</param>
    /// <param name="output">Receives 8 rows of 8 samples, 0..255.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    public static void Transform(ReadOnlySpan<short> block, Span<byte> output, int stride)
    {
        if (block.Length < 64) throw new ArgumentException("a block has 64 coefficients", nameof(block));
        if (stride < 8 || output.Length < 7 * stride + 8) throw new ArgumentException("the output does not hold 8 rows", nameof(output));
        if (Avx2.IsSupported) TransformAvx2(ref MemoryMarshal.GetReference(block), ref MemoryMarshal.GetReference(output), stride);
        else InverseDctScalar.Transform(block, output, stride);
    }

    /// <summary>Transforms a block of which only the first coefficient is not zero: all samples are equal.</summary>
    public static void TransformDc(short dc, Span<byte> output, int stride)
    {
        var between = Math.Clamp(dc << 2, short.MinValue, short.MaxValue);
        var rows = 0x0101010101010101UL * (ulong)Math.Clamp(((between + 16) >> 5) + 128, 0, 255);
        if (stride < 8 || output.Length < 7 * stride + 8) throw new ArgumentException("the output does not hold 8 rows", nameof(output));
        ref var target = ref MemoryMarshal.GetReference(output);
        for (var row = 0; row < 8; row++)
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, row * stride), rows);
    }

    private static void TransformAvx2(ref short block, ref byte output, int stride)
    {
        // Rows in pairs that the transform combines: n with n + 4.
        var rows04 = Vector256.Create(Vector128.LoadUnsafe(ref block, 0), Vector128.LoadUnsafe(ref block, 32));
        var rows15 = Vector256.Create(Vector128.LoadUnsafe(ref block, 8), Vector128.LoadUnsafe(ref block, 40));
        var rows26 = Vector256.Create(Vector128.LoadUnsafe(ref block, 16), Vector128.LoadUnsafe(ref block, 48));
        var rows37 = Vector256.Create(Vector128.LoadUnsafe(ref block, 24), Vector128.LoadUnsafe(ref block, 56));

        OneDimension(ref rows04, ref rows15, ref rows26, ref rows37, Vector256.Create(1 << 10), 11);
        OneDimension(ref rows04, ref rows15, ref rows26, ref rows37, Vector256.Create((128 << 18) + (1 << 17)), 18);

        var upper = Avx2.PackUnsignedSaturate(rows04, rows15).AsUInt64();
        var lower = Avx2.PackUnsignedSaturate(rows26, rows37).AsUInt64();
        Store(upper.GetElement(0), ref output, 0);
        Store(upper.GetElement(1), ref output, stride);
        Store(lower.GetElement(0), ref output, 2 * stride);
        Store(lower.GetElement(1), ref output, 3 * stride);
        Store(upper.GetElement(2), ref output, 4 * stride);
        Store(upper.GetElement(3), ref output, 5 * stride);
        Store(lower.GetElement(2), ref output, 6 * stride);
        Store(lower.GetElement(3), ref output, 7 * stride);
    }

    /// <summary>Transforms along the rows' index and turns the result over, so that a second call does the other direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneDimension(
        ref Vector256<short> rows04, ref Vector256<short> rows15, ref Vector256<short> rows26, ref Vector256<short> rows37, Vector256<int> bias, int shift)
    {
        Vector256<short> p04 = Interleave(rows04), p15 = Interleave(rows15), p26 = Interleave(rows26), p37 = Interleave(rows37);

        Vector256<int> even0 = Pair(p04, 1 << 13, 1 << 13) + bias, even1 = Pair(p04, 1 << 13, -(1 << 13)) + bias;
        Vector256<int> even2 = Pair(p26, C541, C541 - C1847), even3 = Pair(p26, C541 + C765, C541);
        Vector256<int> sum0 = even0 + even3, sum3 = even0 - even3, sum1 = even1 + even2, sum2 = even1 - even2;

        var odd0 = Pair(p15, C1175 - C899, C1175) + Pair(p37, C1175 - C1961, C1175 - C1961 - C899 + C298);
        var odd1 = Pair(p15, C1175 - C390, C1175 - C390 - C2562 + C2053) + Pair(p37, C1175 - C2562, C1175);
        var odd2 = Pair(p15, C1175, C1175 - C2562) + Pair(p37, C1175 - C1961 - C2562 + C3072, C1175 - C1961);
        var odd3 = Pair(p15, C1175 - C390 - C899 + C1501, C1175 - C390) + Pair(p37, C1175, C1175 - C899);

        // Each 128-bit lane of these holds half the columns of two outputs.
        var out04 = Avx2.PackSignedSaturate((sum0 + odd3) >> shift, (sum3 - odd0) >> shift);
        var out15 = Avx2.PackSignedSaturate((sum1 + odd2) >> shift, (sum2 - odd1) >> shift);
        var out26 = Avx2.PackSignedSaturate((sum2 + odd1) >> shift, (sum1 - odd2) >> shift);
        var out37 = Avx2.PackSignedSaturate((sum3 + odd0) >> shift, (sum0 - odd3) >> shift);

        var low01 = Avx2.UnpackLow(out04, out15).AsInt32();
        var high01 = Avx2.UnpackHigh(out04, out15).AsInt32();
        var low23 = Avx2.UnpackLow(out26, out37).AsInt32();
        var high23 = Avx2.UnpackHigh(out26, out37).AsInt32();
        var first0123 = Avx2.UnpackLow(low01, low23).AsInt64();
        var second0123 = Avx2.UnpackHigh(low01, low23).AsInt64();
        var first4567 = Avx2.UnpackLow(high01, high23).AsInt64();
        var second4567 = Avx2.UnpackHigh(high01, high23).AsInt64();
        rows04 = Avx2.UnpackLow(first0123, first4567).AsInt16();
        rows15 = Avx2.UnpackHigh(first0123, first4567).AsInt16();
        rows26 = Avx2.UnpackLow(second0123, second4567).AsInt16();
        rows37 = Avx2.UnpackHigh(second0123, second4567).AsInt16();
    }

    /// <summary>Two rows of eight, one per lane, to eight pairs of neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Interleave(Vector256<short> rows)
    {
        var halves = Avx2.Permute4x64(rows.AsInt64(), 0b11_01_10_00).AsByte();
        var zip = Vector256.Create(
            (byte)0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15,
            0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
        return Avx2.Shuffle(halves, zip).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pair(Vector256<short> pairs, int first, int second) =>
        Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((first & 0xFFFF) | (second << 16)).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ulong row, ref byte output, int offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, offset), row);
}
