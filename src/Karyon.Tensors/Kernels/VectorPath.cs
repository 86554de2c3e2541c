using System.Runtime.Intrinsics.X86;

namespace Karyon.Tensors.Kernels;

/// <summary>The vector width that kernels run with. Results do not depend on it; speed does.</summary>
public enum VectorPath
{
    /// <summary>Four floats at a time; runs everywhere.</summary>
    Bits128 = 128,

    /// <summary>Eight floats at a time: AVX2 with FMA.</summary>
    Bits256 = 256,

    /// <summary>Sixteen floats at a time: AVX-512F.</summary>
    Bits512 = 512,
}

/// <summary>Chooses the widest path that this machine runs, or the one that is asked for.</summary>
public static class VectorPaths
{
    /// <summary>The variable that forces a path: 128, 256 or 512.</summary>
    public const string Variable = "KARYON_VECTOR_BITS";

    /// <summary>Whether fused multiply-adds are there: without them results hold within tolerances only.</summary>
    public static bool HasFusedMultiplyAdd => Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported;

    /// <summary>Whether this machine runs a path. Asks for the instruction set itself, not for <c>IsHardwareAccelerated</c>, which is false for 512 bits on some processors that have them.</summary>
    public static bool IsSupported(VectorPath path) => path switch
    {
        VectorPath.Bits512 => Avx512F.IsSupported,
        VectorPath.Bits256 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };

    /// <summary>The path to use: what <see cref="Variable"/> says, else the widest.</summary>
    /// <exception cref="ArgumentException">The variable names no path, or one that this machine lacks.</exception>
    public static VectorPath Choose(string? requested)
    {
        if (string.IsNullOrEmpty(requested))
            return IsSupported(VectorPath.Bits512) ? VectorPath.Bits512 : IsSupported(VectorPath.Bits256) ? VectorPath.Bits256 : VectorPath.Bits128;
        if (!int.TryParse(requested, out var bits) || !Enum.IsDefined((VectorPath)bits))
            throw new ArgumentException($"{Variable}={requested}: use 128, 256 or 512");
        return IsSupported((VectorPath)bits) ? (VectorPath)bits : throw new ArgumentException($"{Variable}={requested}: this processor has no vectors of {bits} bits with fused multiply-add; unset the variable");
    }
}
