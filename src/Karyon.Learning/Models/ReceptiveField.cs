using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// Follows one row of the outputs back to the rows of the input that it depends on, exactly: intervals of rows, joined where branches
/// meet. Rows in the middle of the image are taken, at every phase of the coarsest stride; the largest count is the receptive field.
/// </summary>
internal sealed class ReceptiveField
{
    private readonly Value _input;
    private readonly IReadOnlyList<Value> _order;
    private readonly HashSet<Value> _ofImage;

    /// <summary>Looks at a graph.</summary>
    /// <param name="input">The image.</param>
    /// <param name="order">All values, operands first.</param>
    public ReceptiveField(Value input, IReadOnlyList<Value> order)
    {
        (_input, _order) = (input, order);
        _ofImage = new HashSet<Value>(ReferenceEqualityComparer.Instance) { input };
        foreach (var value in order)
            if (value.Inputs.Any(_ofImage.Contains)) _ofImage.Add(value);
        Stride = 1;
        // Maps that were pooled to a fixed size have no stride until they are resized to one that has.
        var pooled = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        foreach (var value in order.Where(_ofImage.Contains))
        {
            if (value.Operation is AdaptiveAveragePool2d || (value.Operation is not ResizeBilinear and not ResizeNearest && value.Inputs.Any(pooled.Contains))) pooled.Add(value);
            else if (value.Shape.Rank == 4 && value.Shape[2] > 1) Stride = Math.Max(Stride, input.Shape[2] / value.Shape[2]);
        }
    }

    /// <summary>Input rows between the rows of the coarsest map.</summary>
    public int Stride { get; }

    /// <summary>The receptive field in rows, px; null where it is the whole image, however large.</summary>
    public int? Rows(IReadOnlyList<Value> outputs)
    {
        var most = 0;
        for (var phase = 0; phase < Stride; phase++)
        {
            if (RowsOf(outputs, phase) is not { } rows) return null;
            most = Math.Max(most, rows);
        }
        return most;
    }

    private int? RowsOf(IReadOnlyList<Value> outputs, int phase)
    {
        var needed = new Dictionary<Value, RowSpan>(ReferenceEqualityComparer.Instance);
        foreach (var output in outputs.Where(output => output.Shape.Rank == 4))
        {
            var middle = output.Shape[2] / 2 + phase;
            Join(needed, output, new RowSpan(middle, middle));
        }
        for (var i = _order.Count - 1; i >= 0; i--)
        {
            var value = _order[i];
            if (!needed.TryGetValue(value, out var rows)) continue;
            foreach (var operand in value.Inputs.Where(_ofImage.Contains))
            {
                if (Back(value, operand, rows) is not { } wanted) return null;
                Join(needed, operand, wanted);
            }
        }
        return needed.TryGetValue(_input, out var read) ? read.Last - read.First + 1 : 0;
    }

    private static void Join(Dictionary<Value, RowSpan> needed, Value value, RowSpan rows) =>
        needed[value] = needed.TryGetValue(value, out var known) ? new RowSpan(Math.Min(known.First, rows.First), Math.Max(known.Last, rows.Last)) : rows;

    /// <summary>The operand's rows that rows of a result depend on; null: all of them.</summary>
    private static RowSpan? Back(Value value, Value operand, RowSpan rows)
    {
        switch (value.Operation)
        {
            case Convolution2d { Geometry: var geometry }:
                return rows.Window(geometry.StrideY, geometry.PadTop, (value.Inputs[1].Shape[2] - 1) * geometry.DilationY);
            case Conv2dInputGradient { Geometry: var geometry }:
                return rows.Transposed(geometry.StrideY, geometry.PadTop, (value.Inputs[1].Shape[2] - 1) * geometry.DilationY);
            case MaxPool2d { Geometry: var window }:
                return rows.Window(window.Stride, window.Padding, window.Kernel - 1);
            case AveragePool2d { Geometry: var window }:
                return rows.Window(window.Stride, window.Padding, window.Kernel - 1);
            case ResizeNearest:
                return rows.Nearest(operand.Shape[2], value.Shape[2]);
            case ResizeBilinear:
                return rows.Bilinear(operand.Shape[2], value.Shape[2]);
            case Pad { Axis: 2, Before: var before }:
                return new RowSpan(rows.First - before, rows.Last - before);
            case Slice { Axis: 2, Start: var start }:
                return new RowSpan(rows.First + start, rows.Last + start);
            case Reshape or Permute or MatMul or Attention:
                return null;
            default:
                // Everything else works row by row, or mixes all rows (reductions): the shapes tell which.
                return operand.Shape.Rank == 4 && value.Shape.Rank == 4 && operand.Shape[2] == value.Shape[2] ? rows : null;
        }
    }

    /// <summary>Rows, both ends included.</summary>
    private readonly record struct RowSpan(int First, int Last)
    {
        public RowSpan Window(int stride, int padding, int reach) => new(First * stride - padding, Last * stride - padding + reach);

        public RowSpan Transposed(int stride, int padding, int reach) => new(-FloorDivide(reach - First - padding, stride), FloorDivide(Last + padding, stride));

        public RowSpan Nearest(int rows, int resized) => new((int)FloorDivide((long)First * rows, resized), (int)FloorDivide((long)Last * rows, resized));

        /// <summary>Rows on both sides of (row + 0.5) * rows / resized - 0.5.</summary>
        public RowSpan Bilinear(int rows, int resized) =>
            new((int)FloorDivide((2L * First + 1) * rows - resized, 2L * resized), (int)FloorDivide((2L * Last + 1) * rows - resized, 2L * resized) + 1);

        private static int FloorDivide(int a, int b) => (int)FloorDivide((long)a, b);

        private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);
    }
}
