using Karyon.Tensors.Kernels.Vector.Dense;
using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>A function of one or two blocked images.</summary>
internal sealed unsafe class ElementwiseStep : Step
{
    private readonly ElementwiseKernels _kernels;
    private readonly UnaryOperation _unary;
    private readonly BinaryOperation _binary;
    private readonly float _scale;
    private readonly float _shift;
    private ElementwiseArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ElementwiseStep(ElementwiseKernels kernels, UnaryOperation operation, PlanBuffer x, PlanBuffer result, float scale, float shift)
    {
        (_kernels, _unary, _scale, _shift) = (kernels, operation, scale, shift);
        (Kind, Reads, Writes) = ("elementwise", [x], [result]);
    }

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ElementwiseStep(ElementwiseKernels kernels, BinaryOperation operation, PlanBuffer a, PlanBuffer b, PlanBuffer result)
    {
        (_kernels, _binary) = (kernels, operation);
        (Kind, Reads, Writes) = ("elementwise", [a, b], [result]);
    }

    protected override void Bind()
    {
        _arguments = new ElementwiseArguments
        {
            A = Image(Reads[0]),
            B = Reads.Count == 2 ? Image(Reads[1]) : default,
            Output = Image(Writes[0]),
            Segments = Writes[0].Segments,
            Scale = _scale,
            Shift = _shift,
        };
        Chunks = ElementwiseKernels.Chunks(_arguments.Output);
    }

    public override void Run(int chunk, int worker)
    {
        if (Reads.Count == 1) _kernels.Run(_unary, _arguments, chunk);
        else _kernels.Run(_binary, _arguments, chunk);
    }
}

/// <summary>A function of a blocked image and a number per channel.</summary>
internal sealed unsafe class PerChannelStep : Step
{
    private readonly ElementwiseKernels _kernels;
    private readonly BinaryOperation _operation;
    private ElementwiseArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PerChannelStep(ElementwiseKernels kernels, BinaryOperation operation, PlanBuffer image, PlanBuffer lanes, PlanBuffer result) =>
        (_kernels, _operation, Kind, Reads, Writes) = (kernels, operation, "elementwise", [image, lanes], [result]);

    protected override void Bind()
    {
        _arguments = new ElementwiseArguments { A = Image(Reads[0]), Channels = Floats(Reads[1]), Output = Image(Writes[0]), Segments = Writes[0].Segments };
        Chunks = ElementwiseKernels.Chunks(_arguments.Output);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_operation, _arguments, chunk);
}

/// <summary>A function of one dense tensor.</summary>
internal sealed unsafe class FlatUnaryStep : Step
{
    private readonly ElementwiseKernels _kernels;
    private readonly UnaryOperation _operation;
    private readonly float _scale;
    private readonly float _shift;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public FlatUnaryStep(ElementwiseKernels kernels, UnaryOperation operation, PlanBuffer x, PlanBuffer result, float scale, float shift)
    {
        (_kernels, _operation, _scale, _shift) = (kernels, operation, scale, shift);
        (Kind, Reads, Writes) = ("elementwise dense", [x], [result]);
    }

    protected override void Bind() => Chunks = ElementwiseKernels.Chunks(Writes[0].Shape.Count);

    public override void Run(int chunk, int worker) => _kernels.Run(_operation, new FlatArguments
    {
        A = Floats(Reads[0]),
        Output = Floats(Writes[0]),
        Length = Writes[0].Shape.Count,
        Scale = _scale,
        Shift = _shift,
    }, chunk);
}

/// <summary>
/// Cuts a dense result into runs in which each operand either goes along or stays at one element, as broadcasting has it.
/// </summary>
internal sealed class BroadcastRuns
{
    private readonly long[] _sizes;
    private readonly long[][] _strides;

    public BroadcastRuns(Shape result, params IReadOnlyList<Shape> operands)
    {
        long[][] strides = [.. operands.Select(shape => Broadcasting.Strides(shape, result))];
        // Dimensions over which every operand goes on as in the one before are one.
        var sizes = new List<long>();
        var merged = operands.Select(_ => new List<long>()).ToArray();
        for (var d = 0; d < result.Rank; d++)
        {
            if (result[d] == 1) continue;
            if (sizes.Count > 0 && Enumerable.Range(0, strides.Length).All(k => merged[k][^1] == strides[k][d] * result[d]))
            {
                sizes[^1] *= result[d];
                for (var k = 0; k < strides.Length; k++) merged[k][^1] = strides[k][d];
                continue;
            }
            sizes.Add(result[d]);
            for (var k = 0; k < strides.Length; k++) merged[k].Add(strides[k][d]);
        }
        if (sizes.Count == 0)
        {
            sizes.Add(1);
            foreach (var list in merged) list.Add(0);
        }
        _sizes = [.. sizes];
        _strides = [.. merged.Select(list => list.ToArray())];
        Length = _sizes[^1];
        Count = result.Count / Math.Max(Length, 1);
    }

    /// <summary>Elements of a run.</summary>
    public long Length { get; }

    /// <summary>Number of runs.</summary>
    public long Count { get; }

    /// <summary>Whether an operand stays at one element within a run.</summary>
    public bool Stays(int operand) => _strides[operand][^1] == 0;

    /// <summary>Where an operand's run starts.</summary>
    public long Start(int operand, long run)
    {
        var at = 0L;
        for (var d = _sizes.Length - 2; d >= 0; d--)
        {
            at += run % _sizes[d] * _strides[operand][d];
            run /= _sizes[d];
        }
        return at;
    }
}

/// <summary>A function of two dense tensors with broadcasting.</summary>
internal sealed unsafe class BroadcastStep : Step
{
    private const int Piece = 4096;
    private const int PiecesPerChunk = 8;
    private readonly ElementwiseKernels _kernels;
    private readonly BinaryOperation _operation;
    private readonly BroadcastRuns _runs;
    private readonly long _piecesPerRun;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public BroadcastStep(ElementwiseKernels kernels, BinaryOperation operation, PlanBuffer a, PlanBuffer b, PlanBuffer result)
    {
        (_kernels, _operation) = (kernels, operation);
        (Kind, Reads, Writes) = ("elementwise dense", [a, b], [result]);
        _runs = new BroadcastRuns(result.Shape, a.Shape, b.Shape);
        _piecesPerRun = (_runs.Length + Piece - 1) / Piece;
    }

    protected override void Bind()
    {
        Chunks = checked((int)((_runs.Count * _piecesPerRun + PiecesPerChunk - 1) / PiecesPerChunk));
        ScratchFloats = Piece;
    }

    public override void Run(int chunk, int worker)
    {
        var end = Math.Min((chunk + 1L) * PiecesPerChunk, _runs.Count * _piecesPerRun);
        for (var piece = (long)chunk * PiecesPerChunk; piece < end; piece++)
        {
            long run = piece / _piecesPerRun, first = piece % _piecesPerRun * Piece;
            var length = Math.Min(Piece, _runs.Length - first);
            _kernels.Run(_operation, new FlatArguments
            {
                A = Operand(0, run, first, length, worker),
                B = Operand(1, run, first, length, worker),
                Output = Floats(Writes[0]) + run * _runs.Length + first,
                Length = length,
            }, 0);
        }
    }

    private float* Operand(int operand, long run, long first, long length, int worker)
    {
        var at = Floats(Reads[operand]) + _runs.Start(operand, run);
        if (!_runs.Stays(operand)) return at + first;
        // Both operands stay only where the run has one element.
        if (_runs.Length == 1) return at;
        var repeated = Scratch(worker);
        new Span<float>(repeated, (int)length).Fill(*at);
        return repeated;
    }
}

/// <summary>Repeats a dense tensor along dimensions.</summary>
internal sealed unsafe class RepeatStep : Step
{
    private readonly BroadcastRuns _runs;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public RepeatStep(PlanBuffer source, PlanBuffer result)
    {
        (Kind, Reads, Writes) = ("elementwise dense", [source], [result]);
        _runs = new BroadcastRuns(result.Shape, source.Shape);
    }

    protected override void Bind() => Chunks = (int)Math.Min(_runs.Count, 16);

    public override void Run(int chunk, int worker)
    {
        for (var run = _runs.Count * chunk / Chunks; run < _runs.Count * (chunk + 1) / Chunks; run++)
        {
            var from = Floats(Reads[0]) + _runs.Start(0, run);
            var to = new Span<float>(Floats(Writes[0]) + run * _runs.Length, checked((int)_runs.Length));
            if (_runs.Stays(0)) to.Fill(*from);
            else new Span<float>(from, to.Length).CopyTo(to);
        }
    }
}

/// <summary>Clamping of a dense tensor, or its gradient.</summary>
internal sealed unsafe class ClampStep : Step
{
    private const int Piece = 1 << 15;
    private readonly DenseKernels _kernels;
    private readonly float _low;
    private readonly float _high;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ClampStep(DenseKernels kernels, IReadOnlyList<PlanBuffer> operands, PlanBuffer result, float low, float high)
    {
        (_kernels, _low, _high) = (kernels, low, high);
        (Kind, Reads, Writes) = ("elementwise dense", operands, [result]);
    }

    protected override void Bind() => Chunks = (int)((Writes[0].Shape.Count + Piece - 1) / Piece);

    public override void Run(int chunk, int worker)
    {
        var first = (nint)chunk * Piece;
        var count = (nint)Math.Min(Piece, Writes[0].Shape.Count - first);
        if (Reads.Count == 1) _kernels.Clamp(Floats(Reads[0]) + first, Floats(Writes[0]) + first, count, _low, _high);
        else _kernels.ClampGradient(Floats(Reads[0]) + first, Floats(Reads[1]) + first, Floats(Writes[0]) + first, count, _low, _high);
    }
}

/// <summary>Softmax of a dense tensor along a dimension that is not the last.</summary>
internal sealed unsafe class SoftmaxStep : Step
{
    private const int Piece = 1 << 12;
    private readonly DenseKernels _kernels;
    private readonly Softmax _softmax;
    private readonly long _outer;
    private readonly int _size;
    private readonly int _inner;
    private readonly int _pieces;
    private readonly int _rows;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public SoftmaxStep(DenseKernels kernels, Softmax softmax, PlanBuffer x, PlanBuffer result)
    {
        (_kernels, _softmax, Kind, Reads, Writes) = (kernels, softmax, "softmax", [x], [result]);
        (_outer, _size, _inner) = Axes.Split(x.Shape, softmax.Axis);
        _pieces = (_inner + Piece - 1) / Piece;
        _rows = _inner == 1 ? Math.Max(1, Piece / _size) : 1;
    }

    protected override void Bind() => Chunks = checked((int)((_outer + _rows - 1) / _rows * _pieces));

    public override void Run(int chunk, int worker)
    {
        if (_inner == 1)
        {
            for (var row = (long)chunk * _rows; row < Math.Min(_outer, (chunk + 1L) * _rows); row++)
                _kernels.Softmax(Floats(Reads[0]) + row * _size, Floats(Writes[0]) + row * _size, _size, 1, 1, _softmax.Logarithm);
            return;
        }
        nint at = (nint)(chunk / _pieces) * _size * _inner + (nint)(chunk % _pieces) * Piece;
        _kernels.Softmax(Floats(Reads[0]) + at, Floats(Writes[0]) + at, _size, _inner, Math.Min(Piece, _inner - chunk % _pieces * Piece), _softmax.Logarithm);
    }
}

/// <summary>Sums of a dense tensor over dimensions, in the order of <see cref="OrderedSum"/>.</summary>
internal sealed unsafe class SumStep : Step
{
    private readonly DenseKernels _kernels;
    private readonly long[] _starts;
    private readonly long[] _offsets;
    private readonly int _chunksPerSum;
    private int _sumsPerChunk;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public SumStep(DenseKernels kernels, PlanBuffer x, PlanBuffer partials, AxisList axes)
    {
        (_kernels, Kind, Reads, Writes) = (kernels, "sum", [x], [partials]);
        (_starts, _offsets) = Sum.Plan(x.Shape, axes);
        _chunksPerSum = (_offsets.Length + OrderedSum.Chunk - 1) / OrderedSum.Chunk;
    }

    /// <summary>Partial sums: results times chunks of each.</summary>
    public static long Partials(Shape shape, AxisList axes)
    {
        var terms = 1L;
        foreach (var axis in axes) terms *= shape[axis];
        return shape.Count / Math.Max(terms, 1) * ((terms + OrderedSum.Chunk - 1) / OrderedSum.Chunk);
    }

    protected override void Bind()
    {
        // Many short sums share a chunk of work.
        _sumsPerChunk = Math.Max(1, (int)(OrderedSum.Chunk / Math.Max(_offsets.Length, 1)));
        Chunks = checked((int)(((long)_starts.Length + _sumsPerChunk - 1) / _sumsPerChunk * _chunksPerSum));
    }

    public override void Run(int chunk, int worker)
    {
        var lanes = stackalloc double[16];
        int part = chunk % _chunksPerSum, firstSum = chunk / _chunksPerSum * _sumsPerChunk;
        for (var sum = firstSum; sum < Math.Min(firstSum + _sumsPerChunk, _starts.Length); sum++)
            ((double*)Floats(Writes[0]))[(long)sum * _chunksPerSum + part] = Part(Floats(Reads[0]) + _starts[sum], part, lanes);
    }

    private double Part(float* x, int part, double* lanes)
    {
        new Span<double>(lanes, 16).Clear();
        int first = part * OrderedSum.Chunk, last = Math.Min(first + OrderedSum.Chunk, _offsets.Length);
        for (var k = first; k < last;)
        {
            var run = k + 1;
            while (run < last && _offsets[run] == _offsets[run - 1] + 1) run++;
            var whole = (k - first) % 16 == 0 ? (run - k) / 16 * 16 : 0;
            if (whole > 0) _kernels.AddToLanes(x + _offsets[k], whole, lanes);
            for (k += whole; k < run; k++) lanes[(k - first) & 15] += x[_offsets[k]];
        }
        return OrderedSum.Tree(new Span<double>(lanes, 16));
    }
}

/// <summary>Adds the parts of sums by index and rounds once.</summary>
internal sealed unsafe class SumPartsStep : Step
{
    private readonly long _parts;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public SumPartsStep(PlanBuffer partials, PlanBuffer result)
    {
        (Kind, Reads, Writes) = ("sum", [partials], [result]);
        _parts = partials.PackedFloats / 2 / Math.Max(result.Shape.Count, 1);
    }

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker)
    {
        var partials = (double*)Floats(Reads[0]);
        for (var i = 0L; i < Writes[0].Shape.Count; i++)
        {
            var sum = 0.0;
            for (var k = 0L; k < _parts; k++) sum += partials[i * _parts + k];
            Floats(Writes[0])[i] = (float)sum;
        }
    }
}
