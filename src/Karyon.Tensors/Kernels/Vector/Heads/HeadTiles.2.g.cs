// Written by Kernels/Generate/head_tiles.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Heads;

internal static unsafe partial class HeadTiles<S, TV, TD>
{
    /// <summary>2 outputs x 6 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x6(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01, a02, a03, a04, a05, a10, a11, a12, a13, a14, a15;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width); a02 = S.Load(q + 2 * S.Width); a03 = S.Load(q + 3 * S.Width); a04 = S.Load(q + 4 * S.Width); a05 = S.Load(q + 5 * S.Width); q += plane;
            a10 = S.Load(q); a11 = S.Load(q + S.Width); a12 = S.Load(q + 2 * S.Width); a13 = S.Load(q + 3 * S.Width); a14 = S.Load(q + 4 * S.Width); a15 = S.Load(q + 5 * S.Width);
        }
        else
        {
            a00 = a01 = a02 = a03 = a04 = a05 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
            a10 = a11 = a12 = a13 = a14 = a15 = r.Bias == null ? S.Zero : S.Create(r.Bias[1]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 2)
                {
                    TV x, k0 = S.Create(w[0]), k1 = S.Create(w[1]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00); a10 = S.Fma(x, k1, a10);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01); a11 = S.Fma(x, k1, a11);
                    x = S.Load(p + 2 * S.Width); a02 = S.Fma(x, k0, a02); a12 = S.Fma(x, k1, a12);
                    x = S.Load(p + 3 * S.Width); a03 = S.Fma(x, k0, a03); a13 = S.Fma(x, k1, a13);
                    x = S.Load(p + 4 * S.Width); a04 = S.Fma(x, k0, a04); a14 = S.Fma(x, k1, a14);
                    x = S.Load(p + 5 * S.Width); a05 = S.Fma(x, k0, a05); a15 = S.Fma(x, k1, a15);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero); a02 = S.Max(a02, S.Zero); a03 = S.Max(a03, S.Zero);
            a04 = S.Max(a04, S.Zero); a05 = S.Max(a05, S.Zero); a10 = S.Max(a10, S.Zero); a11 = S.Max(a11, S.Zero);
            a12 = S.Max(a12, S.Zero); a13 = S.Max(a13, S.Zero); a14 = S.Max(a14, S.Zero); a15 = S.Max(a15, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six); a02 = S.Min(a02, six); a03 = S.Min(a03, six);
                a04 = S.Min(a04, six); a05 = S.Min(a05, six); a10 = S.Min(a10, six); a11 = S.Min(a11, six);
                a12 = S.Min(a12, six); a13 = S.Min(a13, six); a14 = S.Min(a14, six); a15 = S.Min(a15, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01); S.Store(y + 2 * S.Width, a02); S.Store(y + 3 * S.Width, a03); S.Store(y + 4 * S.Width, a04); S.Store(y + 5 * S.Width, a05); y += plane;
        S.Store(y, a10); S.Store(y + S.Width, a11); S.Store(y + 2 * S.Width, a12); S.Store(y + 3 * S.Width, a13); S.Store(y + 4 * S.Width, a14); S.Store(y + 5 * S.Width, a15);
    }

    /// <summary>2 outputs x 3 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x3(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01, a02, a10, a11, a12;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width); a02 = S.Load(q + 2 * S.Width); q += plane;
            a10 = S.Load(q); a11 = S.Load(q + S.Width); a12 = S.Load(q + 2 * S.Width);
        }
        else
        {
            a00 = a01 = a02 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
            a10 = a11 = a12 = r.Bias == null ? S.Zero : S.Create(r.Bias[1]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 2)
                {
                    TV x, k0 = S.Create(w[0]), k1 = S.Create(w[1]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00); a10 = S.Fma(x, k1, a10);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01); a11 = S.Fma(x, k1, a11);
                    x = S.Load(p + 2 * S.Width); a02 = S.Fma(x, k0, a02); a12 = S.Fma(x, k1, a12);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero); a02 = S.Max(a02, S.Zero); a10 = S.Max(a10, S.Zero);
            a11 = S.Max(a11, S.Zero); a12 = S.Max(a12, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six); a02 = S.Min(a02, six); a10 = S.Min(a10, six);
                a11 = S.Min(a11, six); a12 = S.Min(a12, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01); S.Store(y + 2 * S.Width, a02); y += plane;
        S.Store(y, a10); S.Store(y + S.Width, a11); S.Store(y + 2 * S.Width, a12);
    }

    /// <summary>2 outputs x 2 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x2(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01, a10, a11;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width); q += plane;
            a10 = S.Load(q); a11 = S.Load(q + S.Width);
        }
        else
        {
            a00 = a01 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
            a10 = a11 = r.Bias == null ? S.Zero : S.Create(r.Bias[1]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 2)
                {
                    TV x, k0 = S.Create(w[0]), k1 = S.Create(w[1]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00); a10 = S.Fma(x, k1, a10);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01); a11 = S.Fma(x, k1, a11);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero); a10 = S.Max(a10, S.Zero); a11 = S.Max(a11, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six); a10 = S.Min(a10, six); a11 = S.Min(a11, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01); y += plane;
        S.Store(y, a10); S.Store(y + S.Width, a11);
    }

    /// <summary>2 outputs x 1 vector of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a10;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); q += plane;
            a10 = S.Load(q);
        }
        else
        {
            a00 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
            a10 = r.Bias == null ? S.Zero : S.Create(r.Bias[1]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 2)
                {
                    TV x, k0 = S.Create(w[0]), k1 = S.Create(w[1]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00); a10 = S.Fma(x, k1, a10);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a10 = S.Max(a10, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a10 = S.Min(a10, six);
            }
        }
        S.Store(y, a00); y += plane;
        S.Store(y, a10);
    }
}
