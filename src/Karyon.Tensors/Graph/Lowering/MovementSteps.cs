using System.Runtime.InteropServices;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Ranges of dense tensors copied elsewhere, with zeros between where the target is longer: slices, padding, concatenation, gathering.</summary>
internal sealed unsafe class CopyRangesStep : Step
{
    /// <summary>Floats that a chunk should have at least.</summary>
    private const long ChunkFloats = 1 << 15;
    private readonly long _outer;
    private readonly long _targetFloats;
    private readonly Range[] _ranges;
    private long _outerPerChunk;

    /// <param name="sources">What is copied from.</param>
    /// <param name="result">What is written, in <paramref name="outer"/> pieces of equal length.</param>
    /// <param name="outer">Repetitions: each continues where the one before ended, in every source and in the result.</param>
    /// <param name="ranges">Of one repetition; they cover its piece of the result.</param>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public CopyRangesStep(IReadOnlyList<PlanBuffer> sources, PlanBuffer result, long outer, IEnumerable<Range> ranges)
    {
        (Kind, Reads, Writes) = ("copy", sources, [result]);
        (_outer, _ranges) = (outer, [.. ranges.Where(range => range.Length > 0)]);
        _targetFloats = result.Shape.Count / Math.Max(outer, 1);
    }

    /// <summary>A range of one repetition.</summary>
    /// <param name="Source">Which source; negative: zeros.</param>
    /// <param name="From">First float in the source's piece.</param>
    /// <param name="To">First float in the result's piece.</param>
    /// <param name="Length">Floats.</param>
    internal readonly record struct Range(int Source, long From, long To, long Length);

    protected override void Bind()
    {
        _outerPerChunk = Math.Max(1, ChunkFloats / Math.Max(1, _targetFloats));
        Chunks = checked((int)((_outer + _outerPerChunk - 1) / _outerPerChunk));
    }

    public override void Run(int chunk, int worker)
    {
        for (var o = chunk * _outerPerChunk; o < Math.Min((chunk + 1) * _outerPerChunk, _outer); o++)
            foreach (var range in _ranges)
            {
                var to = Floats(Writes[0]) + o * _targetFloats + range.To;
                var bytes = (nuint)(range.Length * sizeof(float));
                if (range.Source < 0) NativeMemory.Clear(to, bytes);
                else NativeMemory.Copy(Floats(Reads[range.Source]) + o * (Reads[range.Source].Shape.Count / _outer) + range.From, to, bytes);
            }
    }
}

/// <summary>The gradient of gathering along a dimension: each result index adds up, ascending, what was gathered from it.</summary>
internal sealed unsafe class ScatterSumStep : Step
{
    private readonly int _outer;
    private readonly int _size;
    private readonly int _inner;
    private readonly int[][] _sources;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ScatterSumStep(ScatterSum scatter, PlanBuffer source, PlanBuffer result)
    {
        (Kind, Reads, Writes) = ("copy", [source], [result]);
        (_outer, _size, _inner) = Axes.Split(source.Shape, scatter.Axis);
        _sources = [.. Enumerable.Range(0, scatter.Size).Select(target => Enumerable.Range(0, _size).Where(k => scatter.Indices[k] == target).ToArray())];
    }

    protected override void Bind() => Chunks = _outer;

    public override void Run(int chunk, int worker)
    {
        var from = Floats(Reads[0]) + (nint)chunk * _size * _inner;
        var to = Floats(Writes[0]) + (nint)chunk * _sources.Length * _inner;
        foreach (var sources in _sources)
        {
            for (nint i = 0; i < _inner; i++)
            {
                var sum = 0f;
                foreach (var k in sources) sum += from[(nint)k * _inner + i];
                to[i] = sum;
            }
            to += _inner;
        }
    }
}

/// <summary>Dimensions in another order.</summary>
internal sealed unsafe class PermuteStep : Step
{
    private readonly long[] _strides;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PermuteStep(Permute permute, PlanBuffer source, PlanBuffer result)
    {
        (Kind, Reads, Writes) = ("copy", [source], [result]);
        var strides = Broadcasting.Strides(source.Shape, source.Shape);
        _strides = [.. permute.Order.Select(axis => strides[axis])];
    }

    protected override void Bind() => Chunks = Writes[0].Shape[0];

    public override void Run(int chunk, int worker)
    {
        var shape = Writes[0].Shape;
        int rank = shape.Rank, width = rank == 1 ? 1 : shape[-1];
        var stride = rank == 1 ? 0 : _strides[^1];
        var rows = shape.Count / shape[0] / width;
        var to = Floats(Writes[0]) + chunk * (shape.Count / shape[0]);
        for (var row = 0L; row < rows; row++)
        {
            var at = chunk * _strides[0];
            var rest = row;
            for (var d = rank - 2; d > 0; d--)
            {
                at += rest % shape[d] * _strides[d];
                rest /= shape[d];
            }
            var from = Floats(Reads[0]) + at;
            for (var x = 0; x < width; x++, from += stride) *to++ = *from;
        }
    }
}
