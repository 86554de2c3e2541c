using System.Numerics;

namespace Karyon.Tensors.Operations;

/// <summary>Index arithmetic of elementwise operations on shapes that broadcast.</summary>
internal static class Broadcasting
{
    /// <summary>Row-major strides of <paramref name="shape"/> inside <paramref name="target"/>, 0 where it is repeated.</summary>
    public static long[] Strides(Shape shape, Shape target)
    {
        var strides = new long[target.Rank];
        var stride = 1L;
        for (var i = 1; i <= shape.Rank; i++)
        {
            var size = shape[-i];
            strides[target.Rank - i] = size == 1 && target[-i] != 1 ? 0 : stride;
            stride *= size;
        }
        return strides;
    }

    /// <summary>For each element of <paramref name="target"/>, in row-major order, which element of <paramref name="shape"/> it repeats.</summary>
    public static long[] Sources(Shape shape, Shape target)
    {
        var strides = Strides(shape, target);
        var sources = new long[target.Count];
        for (var i = 0L; i < sources.Length; i++)
        {
            var rest = i;
            for (var d = target.Rank - 1; d >= 0; d--)
            {
                sources[i] += rest % target[d] * strides[d];
                rest /= target[d];
            }
        }
        return sources;
    }

    /// <summary>Applies a function of two to all elements.</summary>
    public static void Apply<T>(DenseArray<T> a, DenseArray<T> b, DenseArray<T> output, Func<T, T, T> function) where T : unmanaged, INumber<T>
    {
        if (a.Shape == output.Shape && b.Shape == output.Shape)
        {
            for (var i = 0; i < output.Data.Length; i++) output.Data[i] = function(a.Data[i], b.Data[i]);
            return;
        }
        long[] x = Strides(a.Shape, output.Shape), y = Strides(b.Shape, output.Shape);
        var rank = output.Shape.Rank;
        var index = new int[rank];
        long i0 = 0, i1 = 0;
        for (var i = 0; i < output.Data.Length; i++)
        {
            output.Data[i] = function(a.Data[i0], b.Data[i1]);
            for (var d = rank - 1; d >= 0; d--)
            {
                i0 += x[d];
                i1 += y[d];
                if (++index[d] < output.Shape[d]) break;
                i0 -= x[d] * index[d];
                i1 -= y[d] * index[d];
                index[d] = 0;
            }
        }
    }

    /// <summary>A gradient summed over the dimensions in which an operand was repeated.</summary>
    public static Value SumTo(Value gradient, Shape shape)
    {
        if (gradient.Shape == shape) return gradient;
        // Numbers per channel: the order of sums over pixels, which needs no dense copy of a blocked image.
        if (gradient.Shape.Rank == 4 && shape == new Shape(1, gradient.Shape[1], 1, 1)) return new Value(new ChannelSum(), gradient).Reshape(shape);
        var axes = new List<int>();
        for (var d = 0; d < gradient.Shape.Rank; d++)
        {
            var own = d - (gradient.Shape.Rank - shape.Rank);
            if (own < 0 || (shape[own] == 1 && gradient.Shape[d] != 1)) axes.Add(d);
        }
        var sum = axes.Count == 0 ? gradient : gradient.Sum(axes, keepDimensions: true);
        return sum.Shape == shape ? sum : sum.Reshape(shape);
    }
}
