// Written by Kernels/Generate/depthwise_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

internal static unsafe partial class DepthwiseTiles<S, TV, TD>
{
    /// <summary>Gradient of a 3x3 window of stride 2 and padding 1 by its input: 2 rows x 8 pixels for 4 pixels of the output gradient; width counts the latter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quad4(float* d, nint gradientRow, float* x, nint inputRow, float* w, nint width)
    {
        TV w0 = S.Load(w), w1 = S.Load(w + 1 * BlockedImage.Lanes), w2 = S.Load(w + 2 * BlockedImage.Lanes), w3 = S.Load(w + 3 * BlockedImage.Lanes), w4 = S.Load(w + 4 * BlockedImage.Lanes), w5 = S.Load(w + 5 * BlockedImage.Lanes), w6 = S.Load(w + 6 * BlockedImage.Lanes), w7 = S.Load(w + 7 * BlockedImage.Lanes), w8 = S.Load(w + 8 * BlockedImage.Lanes);
        var zero = S.Zero;
        nint j = 0;
        while (true)
        {
            TV d00 = S.Load(d), d01 = S.Load(d + 1 * BlockedImage.Lanes), d02 = S.Load(d + 2 * BlockedImage.Lanes), d03 = S.Load(d + 3 * BlockedImage.Lanes), d04 = S.Load(d + 4 * BlockedImage.Lanes);
            TV d10 = S.Load(d + gradientRow), d11 = S.Load(d + gradientRow + 1 * BlockedImage.Lanes), d12 = S.Load(d + gradientRow + 2 * BlockedImage.Lanes), d13 = S.Load(d + gradientRow + 3 * BlockedImage.Lanes), d14 = S.Load(d + gradientRow + 4 * BlockedImage.Lanes);
            S.Store(x, S.Fma(d00, w4, zero));
            S.Store(x + 1 * BlockedImage.Lanes, S.Fma(d01, w3, S.Fma(d00, w5, zero)));
            S.Store(x + 2 * BlockedImage.Lanes, S.Fma(d01, w4, zero));
            S.Store(x + 3 * BlockedImage.Lanes, S.Fma(d02, w3, S.Fma(d01, w5, zero)));
            S.Store(x + 4 * BlockedImage.Lanes, S.Fma(d02, w4, zero));
            S.Store(x + 5 * BlockedImage.Lanes, S.Fma(d03, w3, S.Fma(d02, w5, zero)));
            S.Store(x + 6 * BlockedImage.Lanes, S.Fma(d03, w4, zero));
            S.Store(x + 7 * BlockedImage.Lanes, S.Fma(d04, w3, S.Fma(d03, w5, zero)));
            S.Store(x + inputRow, S.Fma(d10, w1, S.Fma(d00, w7, zero)));
            S.Store(x + inputRow + 1 * BlockedImage.Lanes, S.Fma(d11, w0, S.Fma(d10, w2, S.Fma(d01, w6, S.Fma(d00, w8, zero)))));
            S.Store(x + inputRow + 2 * BlockedImage.Lanes, S.Fma(d11, w1, S.Fma(d01, w7, zero)));
            S.Store(x + inputRow + 3 * BlockedImage.Lanes, S.Fma(d12, w0, S.Fma(d11, w2, S.Fma(d02, w6, S.Fma(d01, w8, zero)))));
            S.Store(x + inputRow + 4 * BlockedImage.Lanes, S.Fma(d12, w1, S.Fma(d02, w7, zero)));
            S.Store(x + inputRow + 5 * BlockedImage.Lanes, S.Fma(d13, w0, S.Fma(d12, w2, S.Fma(d03, w6, S.Fma(d02, w8, zero)))));
            S.Store(x + inputRow + 6 * BlockedImage.Lanes, S.Fma(d13, w1, S.Fma(d03, w7, zero)));
            S.Store(x + inputRow + 7 * BlockedImage.Lanes, S.Fma(d14, w0, S.Fma(d13, w2, S.Fma(d04, w6, S.Fma(d03, w8, zero)))));
            var step = Math.Min(4, width - 4 - j);
            if (step <= 0) return;
            j += step;
            d += step * BlockedImage.Lanes;
            x += step * (2 * BlockedImage.Lanes);
        }
    }

    /// <summary>Gradient of a 3x3 window of stride 2 and padding 1 by its input: 2 rows x 2 pixels for 1 pixel of the output gradient; width counts the latter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quad1(float* d, nint gradientRow, float* x, nint inputRow, float* w, nint width)
    {
        TV w0 = S.Load(w), w1 = S.Load(w + 1 * BlockedImage.Lanes), w2 = S.Load(w + 2 * BlockedImage.Lanes), w3 = S.Load(w + 3 * BlockedImage.Lanes), w4 = S.Load(w + 4 * BlockedImage.Lanes), w5 = S.Load(w + 5 * BlockedImage.Lanes), w6 = S.Load(w + 6 * BlockedImage.Lanes), w7 = S.Load(w + 7 * BlockedImage.Lanes), w8 = S.Load(w + 8 * BlockedImage.Lanes);
        var zero = S.Zero;
        nint j = 0;
        while (true)
        {
            TV d00 = S.Load(d), d01 = S.Load(d + 1 * BlockedImage.Lanes);
            TV d10 = S.Load(d + gradientRow), d11 = S.Load(d + gradientRow + 1 * BlockedImage.Lanes);
            S.Store(x, S.Fma(d00, w4, zero));
            S.Store(x + 1 * BlockedImage.Lanes, S.Fma(d01, w3, S.Fma(d00, w5, zero)));
            S.Store(x + inputRow, S.Fma(d10, w1, S.Fma(d00, w7, zero)));
            S.Store(x + inputRow + 1 * BlockedImage.Lanes, S.Fma(d11, w0, S.Fma(d10, w2, S.Fma(d01, w6, S.Fma(d00, w8, zero)))));
            var step = Math.Min(1, width - 1 - j);
            if (step <= 0) return;
            j += step;
            d += step * BlockedImage.Lanes;
            x += step * (2 * BlockedImage.Lanes);
        }
    }
}
