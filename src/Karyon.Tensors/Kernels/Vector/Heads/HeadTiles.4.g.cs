// Written by Kernels/Generate/head_tiles.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Heads;

internal static unsafe partial class HeadTiles<S, TV, TD>
{
    /// <summary>Some outputs x some vectors of pixels, as few methods as there are tiles for.</summary>
    private static void Tile(int outputs, int vectors, in HeadRow r, nint at, float* y, nint plane)
    {
        switch (outputs, vectors)
        {
            case (4, 6): Tile4x6(r, at, y, plane); break;
            case (4, 3): Tile4x3(r, at, y, plane); break;
            case (4, 2): Tile4x2(r, at, y, plane); break;
            case (4, 1): Tile4x1(r, at, y, plane); break;
            case (3, 6): Tile3x6(r, at, y, plane); break;
            case (3, 3): Tile3x3(r, at, y, plane); break;
            case (3, 2): Tile3x2(r, at, y, plane); break;
            case (3, 1): Tile3x1(r, at, y, plane); break;
            case (2, 6): Tile2x6(r, at, y, plane); break;
            case (2, 3): Tile2x3(r, at, y, plane); break;
            case (2, 2): Tile2x2(r, at, y, plane); break;
            case (2, 1): Tile2x1(r, at, y, plane); break;
            case (1, 6): Tile1x6(r, at, y, plane); break;
            case (1, 3): Tile1x3(r, at, y, plane); break;
            case (1, 2): Tile1x2(r, at, y, plane); break;
            default: Tile1x1(r, at, y, plane); break;
        }
    }

    /// <summary>4 outputs x 6 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x6(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01, a02, a03, a04, a05, a10, a11, a12, a13, a14, a15, a20, a21, a22, a23, a24, a25, a30, a31, a32, a33, a34, a35;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width); a02 = S.Load(q + 2 * S.Width); a03 = S.Load(q + 3 * S.Width); a04 = S.Load(q + 4 * S.Width); a05 = S.Load(q + 5 * S.Width); q += plane;
            a10 = S.Load(q); a11 = S.Load(q + S.Width); a12 = S.Load(q + 2 * S.Width); a13 = S.Load(q + 3 * S.Width); a14 = S.Load(q + 4 * S.Width); a15 = S.Load(q + 5 * S.Width); q += plane;
            a20 = S.Load(q); a21 = S.Load(q + S.Width); a22 = S.Load(q + 2 * S.Width); a23 = S.Load(q + 3 * S.Width); a24 = S.Load(q + 4 * S.Width); a25 = S.Load(q + 5 * S.Width); q += plane;
            a30 = S.Load(q); a31 = S.Load(q + S.Width); a32 = S.Load(q + 2 * S.Width); a33 = S.Load(q + 3 * S.Width); a34 = S.Load(q + 4 * S.Width); a35 = S.Load(q + 5 * S.Width);
        }
        else
        {
            a00 = a01 = a02 = a03 = a04 = a05 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
            a10 = a11 = a12 = a13 = a14 = a15 = r.Bias == null ? S.Zero : S.Create(r.Bias[1]);
            a20 = a21 = a22 = a23 = a24 = a25 = r.Bias == null ? S.Zero : S.Create(r.Bias[2]);
            a30 = a31 = a32 = a33 = a34 = a35 = r.Bias == null ? S.Zero : S.Create(r.Bias[3]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 4)
                {
                    TV x, k0 = S.Create(w[0]), k1 = S.Create(w[1]), k2 = S.Create(w[2]), k3 = S.Create(w[3]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00); a10 = S.Fma(x, k1, a10); a20 = S.Fma(x, k2, a20); a30 = S.Fma(x, k3, a30);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01); a11 = S.Fma(x, k1, a11); a21 = S.Fma(x, k2, a21); a31 = S.Fma(x, k3, a31);
                    x = S.Load(p + 2 * S.Width); a02 = S.Fma(x, k0, a02); a12 = S.Fma(x, k1, a12); a22 = S.Fma(x, k2, a22); a32 = S.Fma(x, k3, a32);
                    x = S.Load(p + 3 * S.Width); a03 = S.Fma(x, k0, a03); a13 = S.Fma(x, k1, a13); a23 = S.Fma(x, k2, a23); a33 = S.Fma(x, k3, a33);
                    x = S.Load(p + 4 * S.Width); a04 = S.Fma(x, k0, a04); a14 = S.Fma(x, k1, a14); a24 = S.Fma(x, k2, a24); a34 = S.Fma(x, k3, a34);
                    x = S.Load(p + 5 * S.Width); a05 = S.Fma(x, k0, a05); a15 = S.Fma(x, k1, a15); a25 = S.Fma(x, k2, a25); a35 = S.Fma(x, k3, a35);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero); a02 = S.Max(a02, S.Zero); a03 = S.Max(a03, S.Zero);
            a04 = S.Max(a04, S.Zero); a05 = S.Max(a05, S.Zero); a10 = S.Max(a10, S.Zero); a11 = S.Max(a11, S.Zero);
            a12 = S.Max(a12, S.Zero); a13 = S.Max(a13, S.Zero); a14 = S.Max(a14, S.Zero); a15 = S.Max(a15, S.Zero);
            a20 = S.Max(a20, S.Zero); a21 = S.Max(a21, S.Zero); a22 = S.Max(a22, S.Zero); a23 = S.Max(a23, S.Zero);
            a24 = S.Max(a24, S.Zero); a25 = S.Max(a25, S.Zero); a30 = S.Max(a30, S.Zero); a31 = S.Max(a31, S.Zero);
            a32 = S.Max(a32, S.Zero); a33 = S.Max(a33, S.Zero); a34 = S.Max(a34, S.Zero); a35 = S.Max(a35, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six); a02 = S.Min(a02, six); a03 = S.Min(a03, six);
                a04 = S.Min(a04, six); a05 = S.Min(a05, six); a10 = S.Min(a10, six); a11 = S.Min(a11, six);
                a12 = S.Min(a12, six); a13 = S.Min(a13, six); a14 = S.Min(a14, six); a15 = S.Min(a15, six);
                a20 = S.Min(a20, six); a21 = S.Min(a21, six); a22 = S.Min(a22, six); a23 = S.Min(a23, six);
                a24 = S.Min(a24, six); a25 = S.Min(a25, six); a30 = S.Min(a30, six); a31 = S.Min(a31, six);
                a32 = S.Min(a32, six); a33 = S.Min(a33, six); a34 = S.Min(a34, six); a35 = S.Min(a35, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01); S.Store(y + 2 * S.Width, a02); S.Store(y + 3 * S.Width, a03); S.Store(y + 4 * S.Width, a04); S.Store(y + 5 * S.Width, a05); y += plane;
        S.Store(y, a10); S.Store(y + S.Width, a11); S.Store(y + 2 * S.Width, a12); S.Store(y + 3 * S.Width, a13); S.Store(y + 4 * S.Width, a14); S.Store(y + 5 * S.Width, a15); y += plane;
        S.Store(y, a20); S.Store(y + S.Width, a21); S.Store(y + 2 * S.Width, a22); S.Store(y + 3 * S.Width, a23); S.Store(y + 4 * S.Width, a24); S.Store(y + 5 * S.Width, a25); y += plane;
        S.Store(y, a30); S.Store(y + S.Width, a31); S.Store(y + 2 * S.Width, a32); S.Store(y + 3 * S.Width, a33); S.Store(y + 4 * S.Width, a34); S.Store(y + 5 * S.Width, a35);
    }

    /// <summary>4 outputs x 3 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x3(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01, a02, a10, a11, a12, a20, a21, a22, a30, a31, a32;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width); a02 = S.Load(q + 2 * S.Width); q += plane;
            a10 = S.Load(q); a11 = S.Load(q + S.Width); a12 = S.Load(q + 2 * S.Width); q += plane;
            a20 = S.Load(q); a21 = S.Load(q + S.Width); a22 = S.Load(q + 2 * S.Width); q += plane;
            a30 = S.Load(q); a31 = S.Load(q + S.Width); a32 = S.Load(q + 2 * S.Width);
        }
        else
        {
            a00 = a01 = a02 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
            a10 = a11 = a12 = r.Bias == null ? S.Zero : S.Create(r.Bias[1]);
            a20 = a21 = a22 = r.Bias == null ? S.Zero : S.Create(r.Bias[2]);
            a30 = a31 = a32 = r.Bias == null ? S.Zero : S.Create(r.Bias[3]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 4)
                {
                    TV x, k0 = S.Create(w[0]), k1 = S.Create(w[1]), k2 = S.Create(w[2]), k3 = S.Create(w[3]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00); a10 = S.Fma(x, k1, a10); a20 = S.Fma(x, k2, a20); a30 = S.Fma(x, k3, a30);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01); a11 = S.Fma(x, k1, a11); a21 = S.Fma(x, k2, a21); a31 = S.Fma(x, k3, a31);
                    x = S.Load(p + 2 * S.Width); a02 = S.Fma(x, k0, a02); a12 = S.Fma(x, k1, a12); a22 = S.Fma(x, k2, a22); a32 = S.Fma(x, k3, a32);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero); a02 = S.Max(a02, S.Zero); a10 = S.Max(a10, S.Zero);
            a11 = S.Max(a11, S.Zero); a12 = S.Max(a12, S.Zero); a20 = S.Max(a20, S.Zero); a21 = S.Max(a21, S.Zero);
            a22 = S.Max(a22, S.Zero); a30 = S.Max(a30, S.Zero); a31 = S.Max(a31, S.Zero); a32 = S.Max(a32, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six); a02 = S.Min(a02, six); a10 = S.Min(a10, six);
                a11 = S.Min(a11, six); a12 = S.Min(a12, six); a20 = S.Min(a20, six); a21 = S.Min(a21, six);
                a22 = S.Min(a22, six); a30 = S.Min(a30, six); a31 = S.Min(a31, six); a32 = S.Min(a32, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01); S.Store(y + 2 * S.Width, a02); y += plane;
        S.Store(y, a10); S.Store(y + S.Width, a11); S.Store(y + 2 * S.Width, a12); y += plane;
        S.Store(y, a20); S.Store(y + S.Width, a21); S.Store(y + 2 * S.Width, a22); y += plane;
        S.Store(y, a30); S.Store(y + S.Width, a31); S.Store(y + 2 * S.Width, a32);
    }

    /// <summary>4 outputs x 2 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x2(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01, a10, a11, a20, a21, a30, a31;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width); q += plane;
            a10 = S.Load(q); a11 = S.Load(q + S.Width); q += plane;
            a20 = S.Load(q); a21 = S.Load(q + S.Width); q += plane;
            a30 = S.Load(q); a31 = S.Load(q + S.Width);
        }
        else
        {
            a00 = a01 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
            a10 = a11 = r.Bias == null ? S.Zero : S.Create(r.Bias[1]);
            a20 = a21 = r.Bias == null ? S.Zero : S.Create(r.Bias[2]);
            a30 = a31 = r.Bias == null ? S.Zero : S.Create(r.Bias[3]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 4)
                {
                    TV x, k0 = S.Create(w[0]), k1 = S.Create(w[1]), k2 = S.Create(w[2]), k3 = S.Create(w[3]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00); a10 = S.Fma(x, k1, a10); a20 = S.Fma(x, k2, a20); a30 = S.Fma(x, k3, a30);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01); a11 = S.Fma(x, k1, a11); a21 = S.Fma(x, k2, a21); a31 = S.Fma(x, k3, a31);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero); a10 = S.Max(a10, S.Zero); a11 = S.Max(a11, S.Zero);
            a20 = S.Max(a20, S.Zero); a21 = S.Max(a21, S.Zero); a30 = S.Max(a30, S.Zero); a31 = S.Max(a31, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six); a10 = S.Min(a10, six); a11 = S.Min(a11, six);
                a20 = S.Min(a20, six); a21 = S.Min(a21, six); a30 = S.Min(a30, six); a31 = S.Min(a31, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01); y += plane;
        S.Store(y, a10); S.Store(y + S.Width, a11); y += plane;
        S.Store(y, a20); S.Store(y + S.Width, a21); y += plane;
        S.Store(y, a30); S.Store(y + S.Width, a31);
    }

    /// <summary>4 outputs x 1 vector of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x1(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a10, a20, a30;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); q += plane;
            a10 = S.Load(q); q += plane;
            a20 = S.Load(q); q += plane;
            a30 = S.Load(q);
        }
        else
        {
            a00 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
            a10 = r.Bias == null ? S.Zero : S.Create(r.Bias[1]);
            a20 = r.Bias == null ? S.Zero : S.Create(r.Bias[2]);
            a30 = r.Bias == null ? S.Zero : S.Create(r.Bias[3]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 4)
                {
                    TV x, k0 = S.Create(w[0]), k1 = S.Create(w[1]), k2 = S.Create(w[2]), k3 = S.Create(w[3]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00); a10 = S.Fma(x, k1, a10); a20 = S.Fma(x, k2, a20); a30 = S.Fma(x, k3, a30);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a10 = S.Max(a10, S.Zero); a20 = S.Max(a20, S.Zero); a30 = S.Max(a30, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a10 = S.Min(a10, six); a20 = S.Min(a20, six); a30 = S.Min(a30, six);
            }
        }
        S.Store(y, a00); y += plane;
        S.Store(y, a10); y += plane;
        S.Store(y, a20); y += plane;
        S.Store(y, a30);
    }
}
