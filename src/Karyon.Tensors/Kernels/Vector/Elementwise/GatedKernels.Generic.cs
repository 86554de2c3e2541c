using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Elementary;

namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <inheritdoc/>
internal sealed unsafe class GatedKernels<TS, TV, TD> : GatedKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <inheritdoc/>
    public override void Backward(in BlockedImage image, in BlockedImage gradient, in BlockedImage result, int chunk)
    {
        var cut = new RowChunks(gradient);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            var second = at.Block + gradient.Blocks;
            for (var y = at.First; y < at.End; y++)
                Row(image.Row(at.Image, at.Block, y), image.Row(at.Image, second, y), gradient.Row(at.Image, at.Block, y),
                    result.Row(at.Image, at.Block, y), result.Row(at.Image, second, y), (nint)gradient.Width * BlockedImage.Lanes);
            result.ZeroHalo(at.Image, at.Block, at.First, at.End);
            result.ZeroHalo(at.Image, second, at.First, at.End);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* gates, float* values, float* gradients, float* toGates, float* toValues, nint length)
    {
        var one = TS.Create(1f);
        for (nint k = 0; k < length; k += TS.Width)
        {
            TV a = TS.Load(gates + k), g = TS.Load(gradients + k), b = TS.Load(values + k);
            var s = ElementaryFunctions<TS, TV, TD>.Sigmoid(a);
            var slope = TS.Mul(s, TS.Fma(a, TS.Sub(one, s), one));
            TS.Store(toGates + k, TS.Mul(slope, TS.Mul(g, b)));
            TS.Store(toValues + k, TS.Mul(TS.Mul(a, s), g));
        }
    }
}
