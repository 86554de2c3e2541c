using System.Numerics;

namespace Karyon.Tensors.Kernels.Scalar.Resizing;

/// <summary>The neighbouring input pixels along one axis that an output pixel of a resize is made of, and their weights.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Weights">Their weights, ascending.</param>
internal readonly record struct ResizeTaps(int First, float[] Weights)
{
    /// <summary>The parameter of the cubic (Keys 1981).</summary>
    private const double A = -0.5;

    /// <summary>
    /// The taps of a bicubic antialiased resize: scale s = input / output, centre s (i + 1/2), cubic of the distance divided by max(s, 1), pixels
    /// whose middles lie within 2 max(s, 1) of the centre and inside the image, weights divided by their sum.
    /// </summary>
    public static ResizeTaps[] Bicubic(int input, int output)
    {
        var taps = new ResizeTaps[output];
        double scale = (double)input / output, width = Math.Max(scale, 1), support = 2 * width;
        for (var i = 0; i < output; i++)
        {
            var centre = scale * (i + 0.5);
            int first = Math.Max((int)(centre - support + 0.5), 0), end = Math.Min((int)(centre + support + 0.5), input);
            var weights = new double[end - first];
            for (var k = 0; k < weights.Length; k++) weights[k] = Cubic((first + k + 0.5 - centre) / width);
            var sum = 0.0;
            foreach (var weight in weights) sum += weight;
            taps[i] = new ResizeTaps(first, Array.ConvertAll(weights, weight => (float)(weight / sum)));
        }
        return taps;
    }

    /// <summary>For each input pixel the outputs that it has a share in.</summary>
    public static ResizeTaps[] Transposed(ResizeTaps[] taps, int input)
    {
        var transposed = new ResizeTaps[input];
        for (var i = 0; i < input; i++)
        {
            int first = 0, end = 0;
            for (var o = 0; o < taps.Length; o++)
            {
                if (taps[o].WeightOf(i) == 0) continue;
                if (end == 0) first = o;
                end = o + 1;
            }
            var weights = new float[end - first];
            for (var o = first; o < end; o++) weights[o - first] = taps[o].WeightOf(i);
            transposed[i] = new ResizeTaps(first, weights);
        }
        return transposed;
    }

    /// <summary>Resizes planes of so many rows and columns: columns first, then rows.</summary>
    public static void Apply<T>(ReadOnlySpan<T> x, int height, int width, ResizeTaps[] columns, ResizeTaps[] rows, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var narrowed = new T[height * columns.Length];
        for (var plane = 0; plane < x.Length / (height * width); plane++)
        {
            var from = x.Slice(plane * height * width, height * width);
            for (var y = 0; y < height; y++)
                for (var o = 0; o < columns.Length; o++) narrowed[y * columns.Length + o] = columns[o].Sum<T>(from[(y * width)..], 1);
            var to = output.Slice(plane * rows.Length * columns.Length, rows.Length * columns.Length);
            for (var o = 0; o < rows.Length; o++)
                for (var column = 0; column < columns.Length; column++) to[o * columns.Length + column] = rows[o].Sum<T>(narrowed.AsSpan(column), columns.Length);
        }
    }

    private T Sum<T>(ReadOnlySpan<T> line, int stride) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (var k = 0; k < Weights.Length; k++) sum = T.FusedMultiplyAdd(T.CreateTruncating(Weights[k]), line[(First + k) * stride], sum);
        return sum;
    }

    private float WeightOf(int input) => input >= First && input < First + Weights.Length ? Weights[input - First] : 0f;

    private static double Cubic(double x)
    {
        x = Math.Abs(x);
        if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
