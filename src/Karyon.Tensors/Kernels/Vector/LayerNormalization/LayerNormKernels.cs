using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.LayerNormalization;

/// <summary>
/// Layer normalisation over channels and its gradients. Moments of a pixel: a double per lane, blocks ascending, lanes by the fixed tree,
/// mean first and then squared deviations. The twins are <see cref="Operations.LayerNorm"/> and its gradient operations.
/// </summary>
internal abstract unsafe class LayerNormKernels
{
    /// <summary>Chunks of <see cref="Forward"/> and <see cref="InputGradient"/>.</summary>
    public static int Chunks(in LayerNormArguments a) => new PixelStrips(a.Input).Chunks;

    /// <summary>Chunks of <see cref="GradientSums"/>.</summary>
    public static int SumChunks(in LayerNormArguments a) => new RowChunks(a.Input).Count;

    /// <summary>Images of one row where none has a halo, so that strips go on from row to row; bits do not depend on it.</summary>
    public static LayerNormArguments Flattened(in LayerNormArguments a) =>
        !(a.Input.IsGapless && a.Output.IsGapless && a.Gradient.IsGapless && a.InputGradient.IsGapless) ? a : a with
        {
            Input = a.Input.AsOneRow(),
            Output = a.Output.AsOneRow(),
            Gradient = a.Gradient.AsOneRow(),
            InputGradient = a.InputGradient.AsOneRow(),
        };

    /// <summary>Moments of each pixel and, where an output is given, fma(fma(x, inverse, shift), weight, bias).</summary>
    public abstract void Forward(in LayerNormArguments a, int chunk);

    /// <summary>inverse (u - a - xhat b) with u = g weight; a and b are the pixel's means of u and u xhat.</summary>
    public abstract void InputGradient(in LayerNormArguments a, int chunk);

    /// <summary>Partial sums of g and g xhat by strips of <see cref="RowChunks"/>.</summary>
    public abstract void GradientSums(in LayerNormArguments a, double* partials, double* productPartials, int chunk);

    /// <summary>The kernels for a vector width.</summary>
    public static LayerNormKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new LayerNormKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new LayerNormKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new LayerNormKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };

    /// <summary>Means of some numbers of lanes, each added by the fixed tree and divided. Writes an even number of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected static void Means(double* sums, int count, double divisor, double* means)
    {
        for (var p = 0; p < count; p += 2)
            (Vector128.Create(Tree(sums + p * BlockedImage.Lanes), Tree(sums + (p + 1) * BlockedImage.Lanes)) / Vector128.Create(divisor)).Store(means + p);
    }

    /// <summary>Inverse deviations of an even number of variances, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected static void Inverses(double* variances, int count, double epsilon)
    {
        for (var p = 0; p < count; p += 2)
            (Vector128<double>.One / Vector128.Sqrt(Vector128.Load(variances + p) + Vector128.Create(epsilon))).Store(variances + p);
    }

    /// <summary>Adds 16 lanes by the fixed tree: 8, 4, 2, 1 apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Tree(double* lanes)
    {
        var first = Vector128.Load(lanes) + Vector128.Load(lanes + 8) + (Vector128.Load(lanes + 4) + Vector128.Load(lanes + 12));
        var second = Vector128.Load(lanes + 2) + Vector128.Load(lanes + 10) + (Vector128.Load(lanes + 6) + Vector128.Load(lanes + 14));
        var pair = first + second;
        return pair[0] + pair[1];
    }
}
