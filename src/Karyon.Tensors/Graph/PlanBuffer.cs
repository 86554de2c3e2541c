using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Graph;

/// <summary>How a buffer's elements lie in memory.</summary>
internal enum BufferLayout
{
    /// <summary>Row-major.</summary>
    Dense,

    /// <summary>[N][C/16][H + 2 halo][W + 2 halo][16], each channel segment on blocks of its own.</summary>
    Blocked,

    /// <summary>[N][H + 2 halo][W + 2 halo][C].</summary>
    Interleaved,

    /// <summary>Floats that only kernels understand: packed weights, partial sums.</summary>
    Packed,
}

/// <summary>
/// Memory that a plan sets aside for a value in one layout. A buffer may be a range of channel blocks of another one, its parent, or a
/// window of its rows and columns: concatenations are written in place, and slices are read in place. Offsets are settled when all steps are known.
/// </summary>
internal sealed class PlanBuffer
{
    public required BufferLayout Layout { get; init; }

    /// <summary>The shape of dense and image buffers.</summary>
    public Shape Shape { get; init; }

    /// <summary>Channels of each concatenated part (blocked images).</summary>
    public ChannelSegments Segments { get; init; }

    /// <summary>Floats of a packed buffer.</summary>
    public long PackedFloats { get; init; }

    /// <summary>Kept for the plan's whole life: inputs, outputs, weights packed once.</summary>
    public bool Persistent { get; set; }

    /// <summary>Whether it is needed while the plan is built only: weights before they are packed.</summary>
    public bool Transient { get; private set; }

    /// <summary>The tensor whose memory this is; null: the plan's own.</summary>
    public Tensor? External { get; set; }

    public PlanBuffer? Parent { get; private set; }

    public int FirstBlock { get; private set; }

    /// <summary>Steps between which the memory is in use, of the root.</summary>
    public int FirstStep { get; private set; } = int.MaxValue;

    public int LastStep { get; private set; } = -1;

    /// <summary>Where the root starts in its arena, floats.</summary>
    public long Offset { get; set; } = -1;

    private int _halo;
    private int _top;
    private int _left;
    private long _firstFloat;

    /// <summary>Whether this is a window of rows and columns of another buffer, or a part of one: it is read only, and has no halo.</summary>
    public bool IsWindow { get; private set; }

    public PlanBuffer Root => Parent is null ? this : Parent.Root;

    /// <summary>Blocks from the root's first block.</summary>
    public int RootBlock => Parent is null ? 0 : FirstBlock + Parent.RootBlock;

    private int RootRow => Parent is null ? 0 : _top + Parent.RootRow;

    private int RootColumn => Parent is null ? 0 : _left + Parent.RootColumn;

    public int Halo => Root._halo;

    public void RequireHalo(int halo) => Root._halo = Math.Max(Root._halo, halo);

    public void Use(int step)
    {
        var root = Root;
        root.FirstStep = Math.Min(root.FirstStep, step);
        root.LastStep = Math.Max(root.LastStep, step);
    }

    /// <summary>Forgets at which steps the memory is in use.</summary>
    public void ForgetUses() => (FirstStep, LastStep) = (int.MaxValue, -1);

    /// <summary>States that the memory is in use at a step while the plan is built, and not afterwards.</summary>
    public void UseWhileBuilding(int step)
    {
        var root = Root;
        if (!root.Transient) root.ForgetUses();
        (root.Transient, root.Persistent) = (true, false);
        Use(step);
    }

    /// <summary>Floats of a dense view from the root's first.</summary>
    public long RootFloat => Parent is null ? 0 : _firstFloat + Parent.RootFloat;

    /// <summary>Makes this dense buffer a range of another.</summary>
    public void PlaceAt(PlanBuffer parent, long firstFloat)
    {
        _firstFloat = firstFloat;
        PlaceIn(parent, 0);
    }

    /// <summary>Makes this buffer a window of rows and columns of another.</summary>
    public void PlaceWindow(PlanBuffer parent, int top, int left)
    {
        (_top, _left, IsWindow) = (top, left, true);
        PlaceIn(parent, 0);
    }

    /// <summary>Makes this buffer a range of blocks of another; both must be blocked and of equal size.</summary>
    public void PlaceIn(PlanBuffer parent, int firstBlock)
    {
        var (first, last, halo) = (FirstStep, LastStep, _halo);
        (Parent, FirstBlock) = (parent, firstBlock);
        IsWindow |= parent.IsWindow;
        parent.RequireHalo(halo);
        if (last < 0) return;
        parent.Use(first);
        parent.Use(last);
    }

    public long Floats => Layout switch
    {
        BufferLayout.Blocked => BlockedImage.Floats(Shape[0], Segments.Blocks, Shape[2], Shape[3], Halo),
        BufferLayout.Interleaved => InterleavedImage.Floats(Shape[0], Shape[1], Shape[2], Shape[3], Halo),
        BufferLayout.Packed => PackedFloats,
        _ => Shape.Count,
    };

    public unsafe BlockedImage Image(float* root)
    {
        var whole = Root;
        var view = BlockedImage.Dense(root, whole.Shape[0], whole.Segments.Blocks, whole.Shape[2], whole.Shape[3], whole.Halo);
        if (Parent is null) return view;
        view = view.Slice(RootBlock, Segments.Blocks);
        return IsWindow ? view.Window(RootRow, RootColumn, Shape[2], Shape[3]) : view;
    }

    public unsafe InterleavedImage Interleaved(float* root) => InterleavedImage.Dense(root, Shape[0], Shape[1], Shape[2], Shape[3], Halo);
}
