using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Karyon.Data.Codecs.Jpeg.Kernels;

/// <summary>Coefficients times their quantisation steps, in 16 bits that wrap, as libjpeg-turbo's vector code has it.</summary>
internal static class Dequantization
{
    /// <summary>Multiplies 64 coefficients.</summary>
    public static void Multiply(ReadOnlySpan<short> coefficients, ReadOnlySpan<short> steps, Span<short> result)
    {
        if (coefficients.Length < 64 || steps.Length < 64 || result.Length < 64) throw new ArgumentException("a block has 64 coefficients", nameof(result));
        ref short a = ref MemoryMarshal.GetReference(coefficients), b = ref MemoryMarshal.GetReference(steps), c = ref MemoryMarshal.GetReference(result);
        for (nuint i = 0; i < 64; i += 16)
            (Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, i)).StoreUnsafe(ref c, i);
    }

    /// <summary>The same, one by one.</summary>
    public static void MultiplyScalar(ReadOnlySpan<short> coefficients, ReadOnlySpan<short> steps, Span<short> result)
    {
        for (var i = 0; i < 64; i++) result[i] = (short)(coefficients[i] * steps[i]);
    }
}
