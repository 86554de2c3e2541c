// Written by Kernels/Generate/head_tiles.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Heads;

internal static unsafe partial class HeadTiles<S, TV, TD>
{
    /// <summary>1 output x 6 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x6(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01, a02, a03, a04, a05;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width); a02 = S.Load(q + 2 * S.Width); a03 = S.Load(q + 3 * S.Width); a04 = S.Load(q + 4 * S.Width); a05 = S.Load(q + 5 * S.Width);
        }
        else
        {
            a00 = a01 = a02 = a03 = a04 = a05 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 1)
                {
                    TV x, k0 = S.Create(w[0]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01);
                    x = S.Load(p + 2 * S.Width); a02 = S.Fma(x, k0, a02);
                    x = S.Load(p + 3 * S.Width); a03 = S.Fma(x, k0, a03);
                    x = S.Load(p + 4 * S.Width); a04 = S.Fma(x, k0, a04);
                    x = S.Load(p + 5 * S.Width); a05 = S.Fma(x, k0, a05);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero); a02 = S.Max(a02, S.Zero); a03 = S.Max(a03, S.Zero);
            a04 = S.Max(a04, S.Zero); a05 = S.Max(a05, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six); a02 = S.Min(a02, six); a03 = S.Min(a03, six);
                a04 = S.Min(a04, six); a05 = S.Min(a05, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01); S.Store(y + 2 * S.Width, a02); S.Store(y + 3 * S.Width, a03); S.Store(y + 4 * S.Width, a04); S.Store(y + 5 * S.Width, a05);
    }

    /// <summary>1 output x 3 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x3(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01, a02;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width); a02 = S.Load(q + 2 * S.Width);
        }
        else
        {
            a00 = a01 = a02 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 1)
                {
                    TV x, k0 = S.Create(w[0]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01);
                    x = S.Load(p + 2 * S.Width); a02 = S.Fma(x, k0, a02);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero); a02 = S.Max(a02, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six); a02 = S.Min(a02, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01); S.Store(y + 2 * S.Width, a02);
    }

    /// <summary>1 output x 2 vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x2(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00, a01;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q); a01 = S.Load(q + S.Width);
        }
        else
        {
            a00 = a01 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 1)
                {
                    TV x, k0 = S.Create(w[0]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00);
                    x = S.Load(p + S.Width); a01 = S.Fma(x, k0, a01);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero); a01 = S.Max(a01, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six); a01 = S.Min(a01, six);
            }
        }
        S.Store(y, a00); S.Store(y + S.Width, a01);
    }

    /// <summary>1 output x 1 vector of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1(in HeadRow r, nint at, float* y, nint plane)
    {
        TV a00;
        if (r.Reload)
        {
            var q = y;
            a00 = S.Load(q);
        }
        else
        {
            a00 = r.Bias == null ? S.Zero : S.Create(r.Bias[0]);
        }
        var w = r.Weights;
        var ahead = r.Ahead;
        var line = r.Line;
        for (var i = 0; i < r.KernelHeight; i++)
            for (nint j = 0; j < r.KernelWidth; j++)
            {
                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);
                var p = r.Rows[i] + at + j;
                for (var c = r.Channels; c > 0; c--, p += line, w += 1)
                {
                    TV x, k0 = S.Create(w[0]);
                    x = S.Load(p); a00 = S.Fma(x, k0, a00);
                }
            }
        if (r.Activation != ConvActivation.None)
        {
            a00 = S.Max(a00, S.Zero);
            if (r.Activation == ConvActivation.Relu6)
            {
                var six = S.Create(6f);
                a00 = S.Min(a00, six);
            }
        }
        S.Store(y, a00);
    }
}
