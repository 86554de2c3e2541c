using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Kernels.Vector.Pooling;
using Karyon.Tensors.Kernels.Vector.Resizing;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Pooling and resizing of blocked images.</summary>
internal static class SpatialLowering
{
    public static bool TryPool(PlanBuilder builder, Value node)
    {
        PlanBuffer[] images = [.. node.Inputs.Select(input => builder.Blocked(input))];
        if (images.Any(image => !image.Segments.Lengths.SequenceEqual(images[0].Segments.Lengths))) return false;
        builder.AddStep(new PoolStep(builder.Kernels.Pooling, node.Operation, images, builder.Result(node, BufferLayout.Blocked, images[0].Segments)));
        return true;
    }

    public static bool TryAdaptivePool(PlanBuilder builder, Value node)
    {
        var image = builder.Blocked(node.Inputs[0]);
        builder.AddStep(new AdaptivePoolStep(builder.Kernels.AdaptivePooling, image, builder.Result(node, BufferLayout.Blocked, image.Segments), node.Operation is AdaptiveAveragePool2dGradient));
        return true;
    }

    public static bool TryResize(PlanBuilder builder, Value node)
    {
        var image = builder.Blocked(node.Inputs[0]);
        builder.AddStep(new ResizeStep(builder.Kernels.Resizing, node.Operation, image, builder.Result(node, BufferLayout.Blocked, image.Segments)));
        return true;
    }
}

/// <summary>Pooling or its gradient.</summary>
internal sealed unsafe class PoolStep : Step
{
    private readonly PoolingKernels _kernels;
    private readonly Operation _operation;
    private PoolingArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PoolStep(PoolingKernels kernels, Operation operation, IReadOnlyList<PlanBuffer> images, PlanBuffer result) =>
        (_kernels, _operation, Kind, Reads, Writes) = (kernels, operation, "pool", images, [result]);

    protected override void Bind()
    {
        var result = Image(Writes[0]);
        _arguments = _operation switch
        {
            MaxPool2d max => new PoolingArguments { Input = Image(Reads[0]), Output = result, Shape = Shape(max.Geometry) },
            MaxPool2dGradient max => new PoolingArguments { Input = Image(Reads[0]), Output = Image(Reads[1]), Gradient = Image(Reads[2]), InputGradient = result, Shape = Shape(max.Geometry) },
            AveragePool2d average => new PoolingArguments { Input = Image(Reads[0]), Output = result, Shape = Shape(average.Geometry), CountPadding = average.CountPadding },
            AveragePool2dGradient average => new PoolingArguments { Gradient = Image(Reads[0]), InputGradient = result, Shape = Shape(average.Geometry), CountPadding = average.CountPadding },
            _ => throw new InvalidOperationException($"{_operation.Name} is no pooling"),
        };
        Chunks = PoolingKernels.Chunks(result);
    }

    public override void Run(int chunk, int worker)
    {
        switch (_operation)
        {
            case MaxPool2d: _kernels.Max(_arguments, chunk); break;
            case MaxPool2dGradient: _kernels.MaxBackward(_arguments, chunk); break;
            case AveragePool2d: _kernels.Average(_arguments, chunk); break;
            default: _kernels.AverageBackward(_arguments, chunk); break;
        }
    }

    private static ConvShape Shape(PoolGeometry geometry) => new(geometry.Kernel, geometry.Stride, geometry.Padding);
}

/// <summary>Means over windows that cover an image, or their gradient.</summary>
internal sealed unsafe class AdaptivePoolStep : Step
{
    private readonly AdaptivePoolingKernels _kernels;
    private readonly bool _backward;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public AdaptivePoolStep(AdaptivePoolingKernels kernels, PlanBuffer image, PlanBuffer result, bool backward) =>
        (_kernels, _backward, Kind, Reads, Writes) = (kernels, backward, "pool", [image], [result]);

    protected override void Bind() => Chunks = _backward ? AdaptivePoolingKernels.BackwardChunks(Image(Writes[0])) : AdaptivePoolingKernels.Chunks(Image(Reads[0]));

    public override void Run(int chunk, int worker)
    {
        if (_backward) _kernels.AverageBackward(Image(Reads[0]), Image(Writes[0]), chunk);
        else _kernels.Average(Image(Reads[0]), Image(Writes[0]), chunk);
    }
}

/// <summary>Resizing or its gradient.</summary>
internal sealed unsafe class ResizeStep : Step
{
    private readonly ResizingKernels _kernels;
    private readonly Operation _operation;
    private ResizingArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ResizeStep(ResizingKernels kernels, Operation operation, PlanBuffer image, PlanBuffer result) =>
        (_kernels, _operation, Kind, Reads, Writes) = (kernels, operation, "resize", [image], [result]);

    protected override void Bind()
    {
        _arguments = new ResizingArguments { Input = Image(Reads[0]), Output = Image(Writes[0]) };
        Chunks = ResizingKernels.Chunks(_arguments.Output);
        ScratchFloats = ResizingKernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker)
    {
        switch (_operation)
        {
            case ResizeNearest: _kernels.Nearest(_arguments, chunk); break;
            case ResizeNearestGradient: _kernels.NearestBackward(_arguments, chunk); break;
            case ResizeBilinear: _kernels.Bilinear(_arguments, chunk, Scratch(worker)); break;
            default: _kernels.BilinearBackward(_arguments, chunk, Scratch(worker)); break;
        }
    }
}

/// <summary>Sums of pairs along a dimension of size 2.</summary>
internal sealed unsafe class PairSumStep : Step
{
    private const int Piece = 1 << 15;
    private readonly ElementwiseKernels _kernels;
    private readonly int _inner;
    private readonly int _pieces;
    private readonly int _outer;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PairSumStep(ElementwiseKernels kernels, PlanBuffer x, PlanBuffer result, int axis)
    {
        (_kernels, Kind, Reads, Writes) = (kernels, "sum", [x], [result]);
        (_outer, _, _inner) = Axes.Split(x.Shape, axis);
        _pieces = (_inner + Piece - 1) / Piece;
    }

    protected override void Bind() => Chunks = _outer * _pieces;

    public override void Run(int chunk, int worker)
    {
        nint outer = chunk / _pieces, first = (nint)(chunk % _pieces) * Piece;
        var x = Floats(Reads[0]) + outer * 2 * _inner + first;
        _kernels.Run(BinaryOperation.Add, new FlatArguments { A = x, B = x + _inner, Output = Floats(Writes[0]) + outer * _inner + first, Length = Math.Min(Piece, _inner - first) }, 0);
    }
}
