namespace Karyon.Tensors.Graph;

/// <summary>
/// A plan's memory: one arena whose ranges are reused by buffers that are not alive at the same time, one for what persists, scratch for each
/// worker, and an arena for what is needed while the plan is built only.
/// </summary>
internal sealed unsafe class PlanMemory : IDisposable
{
    private const long AlignmentFloats = 16;
    private readonly Tensor _arena;
    private readonly Tensor _persistent;
    private Tensor? _building;
    private Tensor? _scratch;
    private nint _scratchFloats;

    public PlanMemory(IReadOnlyList<PlanBuffer> roots, TensorAllocator allocator)
    {
        var lasting = 0L;
        foreach (var buffer in roots.Where(buffer => buffer.Persistent))
        {
            buffer.Offset = lasting;
            lasting += Align(buffer.Floats);
        }
        var arena = LayOut([.. roots.Where(buffer => !buffer.Persistent && !buffer.Transient)]);
        var building = LayOut([.. roots.Where(buffer => buffer.Transient && buffer.External is null)]);
        _building = Tensor.Uninitialized(Line(building), allocator);
        _persistent = Tensor.Zeros(Line(lasting), allocator);
        _arena = Tensor.Uninitialized(Line(arena), allocator);
    }

    /// <summary>Bytes of arena, lasting buffers and scratch.</summary>
    public long Bytes => SharedBytes + sizeof(float) * (_scratch?.Count ?? 0);

    /// <summary>Bytes of arena and lasting buffers.</summary>
    public long SharedBytes => sizeof(float) * (_arena.Count + _persistent.Count);

    /// <summary>The seed of the run in progress.</summary>
    public ulong Seed { get; set; }

    /// <summary>The first float of a dense buffer; of others that of their root, which their views are taken from.</summary>
    public float* Pointer(PlanBuffer buffer)
    {
        var root = buffer.Root;
        if (root.External is { } tensor) return tensor.Pointer + buffer.RootFloat;
        return (root.Persistent ? _persistent : root.Transient ? _building! : _arena).Pointer + root.Offset + buffer.RootFloat;
    }

    /// <summary>Gives back what was needed while the plan was built.</summary>
    public void EndBuilding()
    {
        _building?.Dispose();
        _building = null;
    }

    public float* Scratch(int worker) => _scratch!.Pointer + worker * _scratchFloats;

    /// <summary>Makes sure that each worker has as much scratch memory.</summary>
    public void ReserveScratch(nint floats, int workers, TensorAllocator allocator)
    {
        if (_scratch is not null && floats <= _scratchFloats) return;
        _scratch?.Dispose();
        _scratchFloats = (nint)Align(floats);
        _scratch = Tensor.Uninitialized(Line(_scratchFloats * workers), allocator);
    }

    public void Dispose()
    {
        _arena.Dispose();
        _persistent.Dispose();
        _building?.Dispose();
        _scratch?.Dispose();
    }

    private static Shape Line(long floats)
    {
        // Plans may need more than one dimension of int can say.
        var rows = (floats + (1 << 20) - 1) >> 20;
        return new Shape(checked((int)rows), 1 << 20);
    }

    private static long Align(long floats) => (floats + AlignmentFloats - 1) / AlignmentFloats * AlignmentFloats;

    /// <summary>Greedy by size: the largest buffers first, each at the lowest gap among those alive at the same time.</summary>
    private static long LayOut(IReadOnlyList<PlanBuffer> roots)
    {
        var placed = new List<PlanBuffer>();
        var end = 0L;
        foreach (var buffer in roots.Select((buffer, index) => (buffer, index)).OrderByDescending(item => item.buffer.Floats).ThenBy(item => item.index).Select(item => item.buffer))
        {
            var size = Align(buffer.Floats);
            var at = 0L;
            foreach (var other in placed.Where(other => other.FirstStep <= buffer.LastStep && buffer.FirstStep <= other.LastStep).OrderBy(other => other.Offset))
            {
                if (at + size <= other.Offset) break;
                at = Math.Max(at, other.Offset + Align(other.Floats));
            }
            buffer.Offset = at;
            placed.Add(buffer);
            end = Math.Max(end, at + size);
        }
        return end;
    }
}
