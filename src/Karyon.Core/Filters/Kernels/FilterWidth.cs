using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Karyon.Core.Filters.Kernels;

/// <summary>
/// The vector width of <see cref="FilterRows"/>: the widest that is fast here, or what the variable asks for that also forces the kernels of Karyon.Tensors,
/// so that one setting reaches all code. Results do not depend on it.
/// </summary>
internal static class FilterWidth
{
    /// <summary>128, 256 or 512.</summary>
    public const string Variable = "KARYON_VECTOR_BITS";

    /// <summary>512, 256 or 128 bits, or 64: one double at a time.</summary>
    public static int Bits { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The width for a wish; one that this machine lacks, or that is none, is no wish (Karyon.Tensors refuses it by name).</summary>
    public static int Choose(string? requested) => requested switch
    {
        // Asks for the instruction set: IsHardwareAccelerated is false for 512 bits on some processors that have them.
        "512" when Avx512F.IsSupported => 512,
        "256" when Vector256.IsHardwareAccelerated => 256,
        "128" when Vector128.IsHardwareAccelerated => 128,
        _ => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64,
    };
}
