using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Karyon.Tensors.Kernels.Vector;

/// <summary>512 bits: AVX-512F.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>, Vector512<double>>
{
    public static int Width => 16;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    public static Vector512<double> ZeroD => Vector512<double>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector512<float> value) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Avx512F.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fnma(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Avx512F.FusedMultiplyAddNegated(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => Vector512.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sub(Vector512<float> a, Vector512<float> b) => Vector512.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Mul(Vector512<float> a, Vector512<float> b) => Vector512.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Div(Vector512<float> a, Vector512<float> b) => Vector512.Divide(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sqrt(Vector512<float> a) => Vector512.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Avx512F.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Avx512F.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SelectPositive(Vector512<float> condition, Vector512<float> whenTrue, Vector512<float> whenFalse) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(condition, Vector512<float>.Zero), whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SelectGreater(Vector512<float> a, Vector512<float> b, Vector512<float> whenTrue, Vector512<float> whenFalse) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Abs(Vector512<float> a) => Vector512.BitwiseAnd(a, Vector512.Create(0x7fffffff).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Round(Vector512<float> a) => Avx512F.RoundScale(a, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Pow2(Vector512<float> n) =>
        Vector512.ShiftLeft(Vector512.Add(Vector512.ConvertToInt32Native(n), Vector512.Create(127)), 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SplitExponent(Vector512<float> value, out Vector512<float> mantissa)
    {
        var bits = value.AsInt32();
        mantissa = Vector512.BitwiseOr(Vector512.BitwiseAnd(bits, Vector512.Create(0x007fffff)), Vector512.Create(0x3f800000)).AsSingle();
        return Vector512.ConvertToSingle(Vector512.Subtract(Vector512.ShiftRightLogical(bits, 23), Vector512.Create(127)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeFour(float* pixels, nint step, float* rows, nint row)
    {
        Vector512<float> a = Gather(pixels, step), b = Gather(pixels + step, step), c = Gather(pixels + 2 * step, step), d = Gather(pixels + 3 * step, step);
        Vector512<double> ab = Avx512F.UnpackLow(a, b).AsDouble(), cd = Avx512F.UnpackLow(c, d).AsDouble();
        Avx512F.UnpackLow(ab, cd).AsSingle().Store(rows);
        Avx512F.UnpackHigh(ab, cd).AsSingle().Store(rows + row);
        ab = Avx512F.UnpackHigh(a, b).AsDouble();
        cd = Avx512F.UnpackHigh(c, d).AsDouble();
        Avx512F.UnpackLow(ab, cd).AsSingle().Store(rows + 2 * row);
        Avx512F.UnpackHigh(ab, cd).AsSingle().Store(rows + 3 * row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> CreateD(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LoadD(double* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreD(double* destination, Vector512<double> value) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> WidenLow(Vector512<float> value) => Vector512.WidenLower(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> WidenHigh(Vector512<float> value) => Vector512.WidenUpper(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Narrow(Vector512<double> low, Vector512<double> high) => Vector512.Narrow(low, high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddD(Vector512<double> a, Vector512<double> b) => Vector512.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SubD(Vector512<double> a, Vector512<double> b) => Vector512.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MulD(Vector512<double> a, Vector512<double> b) => Vector512.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> FmaD(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Avx512F.FusedMultiplyAdd(a, b, c);

    /// <summary>Four channels of every fourth pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Gather(float* p, nint step) =>
        Gather256(p, step).ToVector512Unsafe().WithUpper(Gather256(p + 8 * step, step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gather256(float* p, nint step) => Vector128.Load(p).ToVector256Unsafe().WithUpper(Vector128.Load(p + 4 * step));
}
