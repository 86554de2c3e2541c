using System.Runtime.Intrinsics;
using Karyon.Tensors.Kernels.Vector.Elementwise;

namespace Karyon.Tensors.Kernels.Vector.Optimization;

/// <summary>
/// Optimiser steps on flat arrays, by chunks of <see cref="FlatArguments.ChunkElements"/>, with PyTorch's definitions. The twin is
/// <see cref="Scalar.Optimization.OptimizerTwin"/>.
/// </summary>
internal abstract unsafe class OptimizerKernels
{
    /// <summary>Chunks of a step on this many values.</summary>
    public static int Chunks(long length) => ElementwiseKernels.Chunks(length);

    /// <summary>
    /// d = fma(decay, p, g); with momentum: buffer = fma(momentum, buffer, d), d = Nesterov ? fma(momentum, buffer, d) : buffer;
    /// p = p - rate d, rounded once. A zero buffer is the right start.
    /// </summary>
    public abstract void Sgd(in OptimizerArguments a, int chunk);

    /// <summary>
    /// p = p keep; d = fma(decay, p, g); m = fma(firstRate, d - m, m); v = fma(secondRate d, d, secondKeep v);
    /// p = p - rate (m / (sqrt(v) / correction + epsilon)), rounded once. Adam and, with keep below 1 and no decay, AdamW.
    /// </summary>
    public abstract void Adam(in OptimizerArguments a, int chunk);

    /// <summary>average = fma(firstRate, p - average, average).</summary>
    public abstract void Average(in OptimizerArguments a, int chunk);

    /// <summary>
    /// The sum of squares of a chunk: double per lane (element mod 16) ascending, lanes by the tree of <see cref="Scalar.Optimization.OptimizerTwin.Tree"/>. The
    /// caller adds the chunks by index.
    /// </summary>
    public abstract double SquaredNorm(float* values, long length, int chunk);

    /// <summary>The kernels for a vector width.</summary>
    public static OptimizerKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new OptimizerKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new OptimizerKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new OptimizerKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };
}
