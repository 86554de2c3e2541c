using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Products;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Brings the second operand of matrix products into panels.</summary>
internal sealed unsafe class PackColumnsStep : Step
{
    private readonly bool _transposed;
    private readonly int _inner;
    private readonly int _columns;
    private readonly int _panels;
    private readonly long _matrices;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PackColumnsStep(PlanBuffer second, PlanBuffer packed, bool transposed)
    {
        (Kind, Reads, Writes, _transposed) = ("pack weights", [second], [packed], transposed);
        (_inner, _columns) = transposed ? (second.Shape[-1], second.Shape[-2]) : (second.Shape[-2], second.Shape[-1]);
        _panels = ChannelBlocks.BlocksOf(_columns);
        _matrices = second.Shape.Count / Math.Max(1, (long)_inner * _columns);
    }

    /// <summary>Floats of the panels of a tensor of matrices.</summary>
    public static long Floats(Shape second, bool transposed)
    {
        long inner = second[transposed ? -1 : -2], columns = second[transposed ? -2 : -1];
        return new Shape(second.Sizes[..^2]).Count * ChannelBlocks.BlocksOf((int)columns) * inner * BlockedImage.Lanes;
    }

    protected override void Bind() => Chunks = checked((int)(_matrices * _panels));

    public override void Run(int chunk, int worker)
    {
        var (matrix, panel) = Math.DivRem(chunk, _panels);
        ProductKernels.Pack(Floats(Reads[0]) + (nint)matrix * _inner * _columns, _transposed, _inner, _columns, panel,
            Floats(Writes[0]) + (nint)chunk * _inner * BlockedImage.Lanes);
    }
}

/// <summary>Pads a row of values to whole panels.</summary>
internal sealed unsafe class PadRowStep : Step
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PadRowStep(PlanBuffer row, PlanBuffer padded) => (Kind, Reads, Writes) = ("pack weights", [row], [padded]);

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker)
    {
        var padded = new Span<float>(Floats(Writes[0]), checked((int)Writes[0].PackedFloats));
        padded.Clear();
        new Span<float>(Floats(Reads[0]), checked((int)Reads[0].Shape.Count)).CopyTo(padded);
    }
}

/// <summary>Matrix products of dense tensors; leading dimensions broadcast.</summary>
internal sealed unsafe class ProductStep : Step
{
    private readonly ProductKernels _kernels;
    private readonly long[] _firsts;
    private readonly long[] _seconds;
    private readonly bool _hasBias;
    private ProductArguments _arguments;
    private int _chunksPerMatrix;

    /// <param name="kernels">The kernels.</param>
    /// <param name="first">[.., M, K].</param>
    /// <param name="second">The packed panels of <paramref name="secondShape"/>.</param>
    /// <param name="bias">Padded to whole panels, or null.</param>
    /// <param name="result">[.., M, N].</param>
    /// <param name="secondShape">Shape of the second operand before it was packed; its leading dimensions matter.</param>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ProductStep(ProductKernels kernels, PlanBuffer first, PlanBuffer second, PlanBuffer? bias, PlanBuffer result, Shape secondShape)
    {
        (_kernels, _hasBias) = (kernels, bias is not null);
        (Kind, Reads, Writes) = ("product", bias is null ? [first, second] : [first, second, bias], [result]);
        _arguments = new ProductArguments { Rows = result.Shape[-2], Columns = result.Shape[-1], Inner = first.Shape[-1] };
        var batch = new Shape(result.Shape.Sizes[..^2]);
        _firsts = Broadcasting.Sources(new Shape(first.Shape.Sizes[..^2]), batch);
        _seconds = Broadcasting.Sources(new Shape(secondShape.Sizes[..^2]), batch);
        Flops = 2.0 * result.Shape.Count * _arguments.Inner;
    }

    protected override void Bind()
    {
        _chunksPerMatrix = ProductKernels.Chunks(_arguments.Rows, _arguments.Columns);
        Chunks = checked(_chunksPerMatrix * _firsts.Length);
        ScratchFloats = ProductKernels.ScratchFloats;
    }

    public override void Run(int chunk, int worker)
    {
        var (matrix, part) = Math.DivRem(chunk, _chunksPerMatrix);
        var arguments = _arguments;
        arguments.First = Floats(Reads[0]) + (nint)_firsts[matrix] * arguments.Rows * arguments.Inner;
        arguments.Second = Floats(Reads[1]) + (nint)_seconds[matrix] * arguments.Panels * arguments.Inner * BlockedImage.Lanes;
        arguments.Bias = _hasBias ? Floats(Reads[2]) : null;
        arguments.Output = Floats(Writes[0]) + (nint)matrix * arguments.Rows * arguments.Columns;
        _kernels.Run(arguments, part, Scratch(worker));
    }
}
