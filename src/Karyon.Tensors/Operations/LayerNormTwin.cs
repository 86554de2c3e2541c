using System.Numerics;

namespace Karyon.Tensors.Operations;

/// <summary>Shared by the three twins of layer normalisation.</summary>
internal static class LayerNormTwin
{
    /// <summary>Throws unless image, weight and bias fit each other.</summary>
    public static void RequireOperands(string name, Shape image, Shape weight, Shape bias)
    {
        if (image.Rank != 4 || image[1] < 1) throw new ShapeException($"{name}: the image has shape {image}; 4 dimensions and a channel are needed");
        var channels = new Shape(image[1]);
        if (weight != channels || bias != channels) throw new ShapeException($"{name}: weight {weight} and bias {bias} do not fit {image[1]} channels");
    }

    /// <summary>A sum over the channels of a pixel: lane = channel mod 16 within its concatenated part, blocks ascending, a double per lane, lanes by the fixed tree.</summary>
    /// <param name="segments">Channels of each concatenated part.</param>
    /// <param name="term">Makes a lane's next sum from its sum so far and the channel.</param>
    public static double Sum(IReadOnlyList<int> segments, Func<double, int, double> term)
    {
        Span<double> lanes = stackalloc double[ChannelSegments.Block];
        lanes.Clear();
        foreach (var (first, count) in ChannelSegments.Ranges(segments))
            for (var lane = 0; lane < count; lane++) lanes[lane] = term(lanes[lane], first + lane);
        return OrderedSum.Tree(lanes);
    }

    /// <summary>Visits every pixel with its inverse deviation and shift: the mean first, then the mean of squared deviations from it, in double.</summary>
    public static void EachPixel<T>(DenseArray<T> x, float epsilon, Action<int, int, int, T, T> visit) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double channels = x.Shape[1];
        for (var n = 0; n < x.Shape[0]; n++)
            for (var row = 0; row < x.Shape[2]; row++)
                for (var column = 0; column < x.Shape[3]; column++)
                {
                    double Element(int c) => double.CreateTruncating(x[n, c, row, column]);
                    var mean = Sum(x.Segments, (total, c) => total + Element(c)) / channels;
                    var squares = Sum(x.Segments, (total, c) => Math.FusedMultiplyAdd(Element(c) - mean, Element(c) - mean, total));
                    var inverse = 1 / Math.Sqrt(squares / channels + epsilon);
                    visit(n, row, column, T.CreateTruncating(inverse), T.CreateTruncating(-mean * inverse));
                }
    }
}
