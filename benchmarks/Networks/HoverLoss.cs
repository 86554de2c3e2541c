using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Networks.Benchmarks;

/// <summary>A loss of the usual HoVer form, so that a training step has all the work of a real one: cross entropy, Dice, squared error, squared error of gradients.</summary>
internal static class HoverLoss
{
    public static Value Of(HoverMaps maps, Value nucleus, Value hover)
    {
        var logarithms = maps.Np.LogSoftmax(1);
        var crossEntropy = -(logarithms.Slice(1, 1, 1) * nucleus + logarithms.Slice(1, 0, 1) * (1f - nucleus)).Mean();
        var probability = maps.Np.Softmax(1).Slice(1, 1, 1);
        var dice = 1f - (2f * (probability * nucleus).Sum() + 1e-3f) / (probability.Sum() + nucleus.Sum() + 1e-3f);
        var difference = maps.Hv - hover;
        var slope = difference.Conv2d(Value.Constant(Derivatives(), new Shape(2, 1, 5, 5)), null, ConvolutionGeometry.Square(1, 2, 1, 2));
        var slopes = (slope * slope * nucleus).Sum() / (2f * nucleus.Sum() + 1e-8f);
        return crossEntropy + dice + 2f * (difference * difference).Mean() + slopes;
    }

    private static float[] Derivatives()
    {
        var taps = new float[50];
        for (var i = -2; i <= 2; i++)
            for (var j = -2; j <= 2; j++)
            {
                var square = i * i + j * j + 1e-15;
                taps[(i + 2) * 5 + j + 2] = (float)(j / square);
                taps[25 + (i + 2) * 5 + j + 2] = (float)(i / square);
            }
        return taps;
    }
}
