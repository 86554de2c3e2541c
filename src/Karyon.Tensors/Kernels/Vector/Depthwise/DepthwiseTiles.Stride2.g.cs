// Written by Kernels/Generate/depthwise_tiles.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

internal static unsafe partial class DepthwiseTiles<S, TV, TD>
{
    /// <summary>3x3 window, stride 2: 2 output rows x 8 pixels, tile after tile; width is at least 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stride2Rows2x8(float* x, nint inputRow, float* y, nint outputRow, float* w, nint tap, float* bias, nint width, ConvActivation activation)
    {
        TV w0 = S.Load(w), w1 = S.Load(w + 1 * tap), w2 = S.Load(w + 2 * tap), w3 = S.Load(w + 3 * tap), w4 = S.Load(w + 4 * tap), w5 = S.Load(w + 5 * tap), w6 = S.Load(w + 6 * tap), w7 = S.Load(w + 7 * tap), w8 = S.Load(w + 8 * tap);
        var start = bias == null ? S.Zero : S.Load(bias);
        nint j = 0;
        while (true)
        {
            TV a0 = start, a1 = start, a2 = start, a3 = start, a4 = start, a5 = start, a6 = start, a7 = start, b0 = start, b1 = start, b2 = start, b3 = start, b4 = start, b5 = start, b6 = start, b7 = start;
            TV v;
            var p = x;
            v = S.Load(p); a0 = S.Fma(v, w0, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w1, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w0, a1); a0 = S.Fma(v, w2, a0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w1, a1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w0, a2); a1 = S.Fma(v, w2, a1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w1, a2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w0, a3); a2 = S.Fma(v, w2, a2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w1, a3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a4 = S.Fma(v, w0, a4); a3 = S.Fma(v, w2, a3);
            v = S.Load(p + 9 * BlockedImage.Lanes); a4 = S.Fma(v, w1, a4);
            v = S.Load(p + 10 * BlockedImage.Lanes); a5 = S.Fma(v, w0, a5); a4 = S.Fma(v, w2, a4);
            v = S.Load(p + 11 * BlockedImage.Lanes); a5 = S.Fma(v, w1, a5);
            v = S.Load(p + 12 * BlockedImage.Lanes); a6 = S.Fma(v, w0, a6); a5 = S.Fma(v, w2, a5);
            v = S.Load(p + 13 * BlockedImage.Lanes); a6 = S.Fma(v, w1, a6);
            v = S.Load(p + 14 * BlockedImage.Lanes); a7 = S.Fma(v, w0, a7); a6 = S.Fma(v, w2, a6);
            v = S.Load(p + 15 * BlockedImage.Lanes); a7 = S.Fma(v, w1, a7);
            v = S.Load(p + 16 * BlockedImage.Lanes); a7 = S.Fma(v, w2, a7);
            p += inputRow;
            v = S.Load(p); a0 = S.Fma(v, w3, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w4, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w3, a1); a0 = S.Fma(v, w5, a0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w4, a1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w3, a2); a1 = S.Fma(v, w5, a1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w4, a2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w3, a3); a2 = S.Fma(v, w5, a2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w4, a3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a4 = S.Fma(v, w3, a4); a3 = S.Fma(v, w5, a3);
            v = S.Load(p + 9 * BlockedImage.Lanes); a4 = S.Fma(v, w4, a4);
            v = S.Load(p + 10 * BlockedImage.Lanes); a5 = S.Fma(v, w3, a5); a4 = S.Fma(v, w5, a4);
            v = S.Load(p + 11 * BlockedImage.Lanes); a5 = S.Fma(v, w4, a5);
            v = S.Load(p + 12 * BlockedImage.Lanes); a6 = S.Fma(v, w3, a6); a5 = S.Fma(v, w5, a5);
            v = S.Load(p + 13 * BlockedImage.Lanes); a6 = S.Fma(v, w4, a6);
            v = S.Load(p + 14 * BlockedImage.Lanes); a7 = S.Fma(v, w3, a7); a6 = S.Fma(v, w5, a6);
            v = S.Load(p + 15 * BlockedImage.Lanes); a7 = S.Fma(v, w4, a7);
            v = S.Load(p + 16 * BlockedImage.Lanes); a7 = S.Fma(v, w5, a7);
            p += inputRow;
            v = S.Load(p); a0 = S.Fma(v, w6, a0); b0 = S.Fma(v, w0, b0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w7, a0); b0 = S.Fma(v, w1, b0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w6, a1); a0 = S.Fma(v, w8, a0); b1 = S.Fma(v, w0, b1); b0 = S.Fma(v, w2, b0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w7, a1); b1 = S.Fma(v, w1, b1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w6, a2); a1 = S.Fma(v, w8, a1); b2 = S.Fma(v, w0, b2); b1 = S.Fma(v, w2, b1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w7, a2); b2 = S.Fma(v, w1, b2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w6, a3); a2 = S.Fma(v, w8, a2); b3 = S.Fma(v, w0, b3); b2 = S.Fma(v, w2, b2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w7, a3); b3 = S.Fma(v, w1, b3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a4 = S.Fma(v, w6, a4); a3 = S.Fma(v, w8, a3); b4 = S.Fma(v, w0, b4); b3 = S.Fma(v, w2, b3);
            v = S.Load(p + 9 * BlockedImage.Lanes); a4 = S.Fma(v, w7, a4); b4 = S.Fma(v, w1, b4);
            v = S.Load(p + 10 * BlockedImage.Lanes); a5 = S.Fma(v, w6, a5); a4 = S.Fma(v, w8, a4); b5 = S.Fma(v, w0, b5); b4 = S.Fma(v, w2, b4);
            v = S.Load(p + 11 * BlockedImage.Lanes); a5 = S.Fma(v, w7, a5); b5 = S.Fma(v, w1, b5);
            v = S.Load(p + 12 * BlockedImage.Lanes); a6 = S.Fma(v, w6, a6); a5 = S.Fma(v, w8, a5); b6 = S.Fma(v, w0, b6); b5 = S.Fma(v, w2, b5);
            v = S.Load(p + 13 * BlockedImage.Lanes); a6 = S.Fma(v, w7, a6); b6 = S.Fma(v, w1, b6);
            v = S.Load(p + 14 * BlockedImage.Lanes); a7 = S.Fma(v, w6, a7); a6 = S.Fma(v, w8, a6); b7 = S.Fma(v, w0, b7); b6 = S.Fma(v, w2, b6);
            v = S.Load(p + 15 * BlockedImage.Lanes); a7 = S.Fma(v, w7, a7); b7 = S.Fma(v, w1, b7);
            v = S.Load(p + 16 * BlockedImage.Lanes); a7 = S.Fma(v, w8, a7); b7 = S.Fma(v, w2, b7);
            p += inputRow;
            v = S.Load(p); b0 = S.Fma(v, w3, b0);
            v = S.Load(p + 1 * BlockedImage.Lanes); b0 = S.Fma(v, w4, b0);
            v = S.Load(p + 2 * BlockedImage.Lanes); b1 = S.Fma(v, w3, b1); b0 = S.Fma(v, w5, b0);
            v = S.Load(p + 3 * BlockedImage.Lanes); b1 = S.Fma(v, w4, b1);
            v = S.Load(p + 4 * BlockedImage.Lanes); b2 = S.Fma(v, w3, b2); b1 = S.Fma(v, w5, b1);
            v = S.Load(p + 5 * BlockedImage.Lanes); b2 = S.Fma(v, w4, b2);
            v = S.Load(p + 6 * BlockedImage.Lanes); b3 = S.Fma(v, w3, b3); b2 = S.Fma(v, w5, b2);
            v = S.Load(p + 7 * BlockedImage.Lanes); b3 = S.Fma(v, w4, b3);
            v = S.Load(p + 8 * BlockedImage.Lanes); b4 = S.Fma(v, w3, b4); b3 = S.Fma(v, w5, b3);
            v = S.Load(p + 9 * BlockedImage.Lanes); b4 = S.Fma(v, w4, b4);
            v = S.Load(p + 10 * BlockedImage.Lanes); b5 = S.Fma(v, w3, b5); b4 = S.Fma(v, w5, b4);
            v = S.Load(p + 11 * BlockedImage.Lanes); b5 = S.Fma(v, w4, b5);
            v = S.Load(p + 12 * BlockedImage.Lanes); b6 = S.Fma(v, w3, b6); b5 = S.Fma(v, w5, b5);
            v = S.Load(p + 13 * BlockedImage.Lanes); b6 = S.Fma(v, w4, b6);
            v = S.Load(p + 14 * BlockedImage.Lanes); b7 = S.Fma(v, w3, b7); b6 = S.Fma(v, w5, b6);
            v = S.Load(p + 15 * BlockedImage.Lanes); b7 = S.Fma(v, w4, b7);
            v = S.Load(p + 16 * BlockedImage.Lanes); b7 = S.Fma(v, w5, b7);
            p += inputRow;
            v = S.Load(p); b0 = S.Fma(v, w6, b0);
            v = S.Load(p + 1 * BlockedImage.Lanes); b0 = S.Fma(v, w7, b0);
            v = S.Load(p + 2 * BlockedImage.Lanes); b1 = S.Fma(v, w6, b1); b0 = S.Fma(v, w8, b0);
            v = S.Load(p + 3 * BlockedImage.Lanes); b1 = S.Fma(v, w7, b1);
            v = S.Load(p + 4 * BlockedImage.Lanes); b2 = S.Fma(v, w6, b2); b1 = S.Fma(v, w8, b1);
            v = S.Load(p + 5 * BlockedImage.Lanes); b2 = S.Fma(v, w7, b2);
            v = S.Load(p + 6 * BlockedImage.Lanes); b3 = S.Fma(v, w6, b3); b2 = S.Fma(v, w8, b2);
            v = S.Load(p + 7 * BlockedImage.Lanes); b3 = S.Fma(v, w7, b3);
            v = S.Load(p + 8 * BlockedImage.Lanes); b4 = S.Fma(v, w6, b4); b3 = S.Fma(v, w8, b3);
            v = S.Load(p + 9 * BlockedImage.Lanes); b4 = S.Fma(v, w7, b4);
            v = S.Load(p + 10 * BlockedImage.Lanes); b5 = S.Fma(v, w6, b5); b4 = S.Fma(v, w8, b4);
            v = S.Load(p + 11 * BlockedImage.Lanes); b5 = S.Fma(v, w7, b5);
            v = S.Load(p + 12 * BlockedImage.Lanes); b6 = S.Fma(v, w6, b6); b5 = S.Fma(v, w8, b5);
            v = S.Load(p + 13 * BlockedImage.Lanes); b6 = S.Fma(v, w7, b6);
            v = S.Load(p + 14 * BlockedImage.Lanes); b7 = S.Fma(v, w6, b7); b6 = S.Fma(v, w8, b6);
            v = S.Load(p + 15 * BlockedImage.Lanes); b7 = S.Fma(v, w7, b7);
            v = S.Load(p + 16 * BlockedImage.Lanes); b7 = S.Fma(v, w8, b7);
            if (activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); a1 = S.Max(a1, zero); a2 = S.Max(a2, zero); a3 = S.Max(a3, zero); a4 = S.Max(a4, zero); a5 = S.Max(a5, zero); a6 = S.Max(a6, zero); a7 = S.Max(a7, zero);
                b0 = S.Max(b0, zero); b1 = S.Max(b1, zero); b2 = S.Max(b2, zero); b3 = S.Max(b3, zero); b4 = S.Max(b4, zero); b5 = S.Max(b5, zero); b6 = S.Max(b6, zero); b7 = S.Max(b7, zero);
                if (activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); a1 = S.Min(a1, six); a2 = S.Min(a2, six); a3 = S.Min(a3, six); a4 = S.Min(a4, six); a5 = S.Min(a5, six); a6 = S.Min(a6, six); a7 = S.Min(a7, six);
                    b0 = S.Min(b0, six); b1 = S.Min(b1, six); b2 = S.Min(b2, six); b3 = S.Min(b3, six); b4 = S.Min(b4, six); b5 = S.Min(b5, six); b6 = S.Min(b6, six); b7 = S.Min(b7, six);
                }
            }
            S.Store(y, a0);
            S.Store(y + 1 * BlockedImage.Lanes, a1);
            S.Store(y + 2 * BlockedImage.Lanes, a2);
            S.Store(y + 3 * BlockedImage.Lanes, a3);
            S.Store(y + 4 * BlockedImage.Lanes, a4);
            S.Store(y + 5 * BlockedImage.Lanes, a5);
            S.Store(y + 6 * BlockedImage.Lanes, a6);
            S.Store(y + 7 * BlockedImage.Lanes, a7);
            S.Store(y + outputRow, b0);
            S.Store(y + outputRow + 1 * BlockedImage.Lanes, b1);
            S.Store(y + outputRow + 2 * BlockedImage.Lanes, b2);
            S.Store(y + outputRow + 3 * BlockedImage.Lanes, b3);
            S.Store(y + outputRow + 4 * BlockedImage.Lanes, b4);
            S.Store(y + outputRow + 5 * BlockedImage.Lanes, b5);
            S.Store(y + outputRow + 6 * BlockedImage.Lanes, b6);
            S.Store(y + outputRow + 7 * BlockedImage.Lanes, b7);
            var step = Math.Min(8, width - 8 - j);
            if (step <= 0) return;
            j += step;
            x += step * 2 * BlockedImage.Lanes;
            y += step * BlockedImage.Lanes;
        }
    }

    /// <summary>3x3 window, stride 2: 1 output row x 8 pixels, tile after tile; width is at least 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stride2Rows1x8(float* x, nint inputRow, float* y, nint outputRow, float* w, nint tap, float* bias, nint width, ConvActivation activation)
    {
        TV w0 = S.Load(w), w1 = S.Load(w + 1 * tap), w2 = S.Load(w + 2 * tap), w3 = S.Load(w + 3 * tap), w4 = S.Load(w + 4 * tap), w5 = S.Load(w + 5 * tap), w6 = S.Load(w + 6 * tap), w7 = S.Load(w + 7 * tap), w8 = S.Load(w + 8 * tap);
        var start = bias == null ? S.Zero : S.Load(bias);
        nint j = 0;
        while (true)
        {
            TV a0 = start, a1 = start, a2 = start, a3 = start, a4 = start, a5 = start, a6 = start, a7 = start;
            TV v;
            var p = x;
            v = S.Load(p); a0 = S.Fma(v, w0, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w1, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w0, a1); a0 = S.Fma(v, w2, a0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w1, a1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w0, a2); a1 = S.Fma(v, w2, a1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w1, a2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w0, a3); a2 = S.Fma(v, w2, a2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w1, a3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a4 = S.Fma(v, w0, a4); a3 = S.Fma(v, w2, a3);
            v = S.Load(p + 9 * BlockedImage.Lanes); a4 = S.Fma(v, w1, a4);
            v = S.Load(p + 10 * BlockedImage.Lanes); a5 = S.Fma(v, w0, a5); a4 = S.Fma(v, w2, a4);
            v = S.Load(p + 11 * BlockedImage.Lanes); a5 = S.Fma(v, w1, a5);
            v = S.Load(p + 12 * BlockedImage.Lanes); a6 = S.Fma(v, w0, a6); a5 = S.Fma(v, w2, a5);
            v = S.Load(p + 13 * BlockedImage.Lanes); a6 = S.Fma(v, w1, a6);
            v = S.Load(p + 14 * BlockedImage.Lanes); a7 = S.Fma(v, w0, a7); a6 = S.Fma(v, w2, a6);
            v = S.Load(p + 15 * BlockedImage.Lanes); a7 = S.Fma(v, w1, a7);
            v = S.Load(p + 16 * BlockedImage.Lanes); a7 = S.Fma(v, w2, a7);
            p += inputRow;
            v = S.Load(p); a0 = S.Fma(v, w3, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w4, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w3, a1); a0 = S.Fma(v, w5, a0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w4, a1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w3, a2); a1 = S.Fma(v, w5, a1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w4, a2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w3, a3); a2 = S.Fma(v, w5, a2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w4, a3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a4 = S.Fma(v, w3, a4); a3 = S.Fma(v, w5, a3);
            v = S.Load(p + 9 * BlockedImage.Lanes); a4 = S.Fma(v, w4, a4);
            v = S.Load(p + 10 * BlockedImage.Lanes); a5 = S.Fma(v, w3, a5); a4 = S.Fma(v, w5, a4);
            v = S.Load(p + 11 * BlockedImage.Lanes); a5 = S.Fma(v, w4, a5);
            v = S.Load(p + 12 * BlockedImage.Lanes); a6 = S.Fma(v, w3, a6); a5 = S.Fma(v, w5, a5);
            v = S.Load(p + 13 * BlockedImage.Lanes); a6 = S.Fma(v, w4, a6);
            v = S.Load(p + 14 * BlockedImage.Lanes); a7 = S.Fma(v, w3, a7); a6 = S.Fma(v, w5, a6);
            v = S.Load(p + 15 * BlockedImage.Lanes); a7 = S.Fma(v, w4, a7);
            v = S.Load(p + 16 * BlockedImage.Lanes); a7 = S.Fma(v, w5, a7);
            p += inputRow;
            v = S.Load(p); a0 = S.Fma(v, w6, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w7, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w6, a1); a0 = S.Fma(v, w8, a0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w7, a1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w6, a2); a1 = S.Fma(v, w8, a1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w7, a2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w6, a3); a2 = S.Fma(v, w8, a2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w7, a3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a4 = S.Fma(v, w6, a4); a3 = S.Fma(v, w8, a3);
            v = S.Load(p + 9 * BlockedImage.Lanes); a4 = S.Fma(v, w7, a4);
            v = S.Load(p + 10 * BlockedImage.Lanes); a5 = S.Fma(v, w6, a5); a4 = S.Fma(v, w8, a4);
            v = S.Load(p + 11 * BlockedImage.Lanes); a5 = S.Fma(v, w7, a5);
            v = S.Load(p + 12 * BlockedImage.Lanes); a6 = S.Fma(v, w6, a6); a5 = S.Fma(v, w8, a5);
            v = S.Load(p + 13 * BlockedImage.Lanes); a6 = S.Fma(v, w7, a6);
            v = S.Load(p + 14 * BlockedImage.Lanes); a7 = S.Fma(v, w6, a7); a6 = S.Fma(v, w8, a6);
            v = S.Load(p + 15 * BlockedImage.Lanes); a7 = S.Fma(v, w7, a7);
            v = S.Load(p + 16 * BlockedImage.Lanes); a7 = S.Fma(v, w8, a7);
            if (activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); a1 = S.Max(a1, zero); a2 = S.Max(a2, zero); a3 = S.Max(a3, zero); a4 = S.Max(a4, zero); a5 = S.Max(a5, zero); a6 = S.Max(a6, zero); a7 = S.Max(a7, zero);
                if (activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); a1 = S.Min(a1, six); a2 = S.Min(a2, six); a3 = S.Min(a3, six); a4 = S.Min(a4, six); a5 = S.Min(a5, six); a6 = S.Min(a6, six); a7 = S.Min(a7, six);
                }
            }
            S.Store(y, a0);
            S.Store(y + 1 * BlockedImage.Lanes, a1);
            S.Store(y + 2 * BlockedImage.Lanes, a2);
            S.Store(y + 3 * BlockedImage.Lanes, a3);
            S.Store(y + 4 * BlockedImage.Lanes, a4);
            S.Store(y + 5 * BlockedImage.Lanes, a5);
            S.Store(y + 6 * BlockedImage.Lanes, a6);
            S.Store(y + 7 * BlockedImage.Lanes, a7);
            var step = Math.Min(8, width - 8 - j);
            if (step <= 0) return;
            j += step;
            x += step * 2 * BlockedImage.Lanes;
            y += step * BlockedImage.Lanes;
        }
    }

    /// <summary>3x3 window, stride 2: 1 output row x 4 pixels, tile after tile; width is at least 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stride2Rows1x4(float* x, nint inputRow, float* y, nint outputRow, float* w, nint tap, float* bias, nint width, ConvActivation activation)
    {
        TV w0 = S.Load(w), w1 = S.Load(w + 1 * tap), w2 = S.Load(w + 2 * tap), w3 = S.Load(w + 3 * tap), w4 = S.Load(w + 4 * tap), w5 = S.Load(w + 5 * tap), w6 = S.Load(w + 6 * tap), w7 = S.Load(w + 7 * tap), w8 = S.Load(w + 8 * tap);
        var start = bias == null ? S.Zero : S.Load(bias);
        nint j = 0;
        while (true)
        {
            TV a0 = start, a1 = start, a2 = start, a3 = start;
            TV v;
            var p = x;
            v = S.Load(p); a0 = S.Fma(v, w0, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w1, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w0, a1); a0 = S.Fma(v, w2, a0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w1, a1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w0, a2); a1 = S.Fma(v, w2, a1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w1, a2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w0, a3); a2 = S.Fma(v, w2, a2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w1, a3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a3 = S.Fma(v, w2, a3);
            p += inputRow;
            v = S.Load(p); a0 = S.Fma(v, w3, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w4, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w3, a1); a0 = S.Fma(v, w5, a0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w4, a1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w3, a2); a1 = S.Fma(v, w5, a1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w4, a2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w3, a3); a2 = S.Fma(v, w5, a2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w4, a3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a3 = S.Fma(v, w5, a3);
            p += inputRow;
            v = S.Load(p); a0 = S.Fma(v, w6, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w7, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a1 = S.Fma(v, w6, a1); a0 = S.Fma(v, w8, a0);
            v = S.Load(p + 3 * BlockedImage.Lanes); a1 = S.Fma(v, w7, a1);
            v = S.Load(p + 4 * BlockedImage.Lanes); a2 = S.Fma(v, w6, a2); a1 = S.Fma(v, w8, a1);
            v = S.Load(p + 5 * BlockedImage.Lanes); a2 = S.Fma(v, w7, a2);
            v = S.Load(p + 6 * BlockedImage.Lanes); a3 = S.Fma(v, w6, a3); a2 = S.Fma(v, w8, a2);
            v = S.Load(p + 7 * BlockedImage.Lanes); a3 = S.Fma(v, w7, a3);
            v = S.Load(p + 8 * BlockedImage.Lanes); a3 = S.Fma(v, w8, a3);
            if (activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); a1 = S.Max(a1, zero); a2 = S.Max(a2, zero); a3 = S.Max(a3, zero);
                if (activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); a1 = S.Min(a1, six); a2 = S.Min(a2, six); a3 = S.Min(a3, six);
                }
            }
            S.Store(y, a0);
            S.Store(y + 1 * BlockedImage.Lanes, a1);
            S.Store(y + 2 * BlockedImage.Lanes, a2);
            S.Store(y + 3 * BlockedImage.Lanes, a3);
            var step = Math.Min(4, width - 4 - j);
            if (step <= 0) return;
            j += step;
            x += step * 2 * BlockedImage.Lanes;
            y += step * BlockedImage.Lanes;
        }
    }

    /// <summary>3x3 window, stride 2: 1 output row x 1 pixel, tile after tile; width is at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stride2Rows1x1(float* x, nint inputRow, float* y, nint outputRow, float* w, nint tap, float* bias, nint width, ConvActivation activation)
    {
        TV w0 = S.Load(w), w1 = S.Load(w + 1 * tap), w2 = S.Load(w + 2 * tap), w3 = S.Load(w + 3 * tap), w4 = S.Load(w + 4 * tap), w5 = S.Load(w + 5 * tap), w6 = S.Load(w + 6 * tap), w7 = S.Load(w + 7 * tap), w8 = S.Load(w + 8 * tap);
        var start = bias == null ? S.Zero : S.Load(bias);
        nint j = 0;
        while (true)
        {
            TV a0 = start;
            TV v;
            var p = x;
            v = S.Load(p); a0 = S.Fma(v, w0, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w1, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a0 = S.Fma(v, w2, a0);
            p += inputRow;
            v = S.Load(p); a0 = S.Fma(v, w3, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w4, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a0 = S.Fma(v, w5, a0);
            p += inputRow;
            v = S.Load(p); a0 = S.Fma(v, w6, a0);
            v = S.Load(p + 1 * BlockedImage.Lanes); a0 = S.Fma(v, w7, a0);
            v = S.Load(p + 2 * BlockedImage.Lanes); a0 = S.Fma(v, w8, a0);
            if (activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero);
                if (activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six);
                }
            }
            S.Store(y, a0);
            var step = Math.Min(1, width - 1 - j);
            if (step <= 0) return;
            j += step;
            x += step * 2 * BlockedImage.Lanes;
            y += step * BlockedImage.Lanes;
        }
    }
}
