using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>How to draw a sample of every operation.</summary>
internal static class OperationSamples
{
    private static readonly Shape Vector = new(5);
    private static readonly Shape Matrix = new(2, 3);

    public static IReadOnlyDictionary<Type, Func<SampleDraw, OperationSample>> All { get; } = new Dictionary<Type, Func<SampleDraw, OperationSample>>
    {
        [typeof(Activate)] = draw => Unary(draw, new Activate(draw.Pick(Activation.Relu, Activation.Relu6, Activation.None)), -3, 9),
        [typeof(ActivationGradient)] = draw => Of(new ActivationGradient(draw.Pick(Activation.Relu, Activation.Relu6)), Twice(draw.Image(), -3, 9), [[Vector, Matrix]]),
        [typeof(ScaleShift)] = draw => Unary(draw, new ScaleShift(draw.Int(-3, 3) / 1.7f, draw.Int(-3, 3) / 1.3f)),
        [typeof(Clamp)] = draw => Unary(draw, new Clamp(-0.4f, 0.6f)),
        [typeof(ClampGradient)] = draw => Of(new ClampGradient(-0.4f, 0.6f), Twice(draw.Any()), [[Vector, Matrix]]),
        [typeof(Sqrt)] = draw => Unary(draw, new Sqrt(), 0.5f, 3),
        [typeof(Exp)] = draw => Unary(draw, new Exp(), -4, 4),
        [typeof(Log)] = draw => Unary(draw, new Log(), 0.3f, 5),
        [typeof(Sigmoid)] = draw => Unary(draw, new Sigmoid(), -6, 6),
        [typeof(Gelu)] = draw => Unary(draw, new Gelu(), -5, 5),
        [typeof(GeluGradient)] = draw => Of(new GeluGradient(), Twice(draw.Image(), -5, 5), [[Vector, Matrix]]) with { LacksGradient = true },
        [typeof(Silu)] = draw => Unary(draw, new Silu(), -9, 9),
        [typeof(SiluGradient)] = draw => Of(new SiluGradient(), Twice(draw.Image(), -9, 9), [[Vector, Matrix]]) with { LacksGradient = true },
        [typeof(Add)] = draw => Broadcast(draw, new Add()),
        [typeof(Subtract)] = draw => Broadcast(draw, new Subtract()),
        [typeof(Multiply)] = draw => Broadcast(draw, new Multiply()),
        [typeof(Divide)] = draw => Broadcast(draw, new Divide(), 0.5f, 3),
        [typeof(ChannelMoments)] = draw => Of(new ChannelMoments(null), [new SampleInput(draw.Image(), Differentiable: false)], [[Matrix]]),
        [typeof(BatchNorm)] = BatchNorms.Forward,
        [typeof(BatchNormSums)] = BatchNorms.Sums,
        [typeof(BatchNormInputGradient)] = BatchNorms.InputGradient,
        [typeof(LayerNorm)] = LayerNorms.Forward,
        [typeof(LayerNormSums)] = LayerNorms.Sums,
        [typeof(LayerNormInputGradient)] = LayerNorms.InputGradient,
        [typeof(Convolution2d)] = draw => Convolutions.Forward(draw),
        [typeof(Conv2dInputGradient)] = draw => Convolutions.InputGradient(draw),
        [typeof(Conv2dWeightGradient)] = draw => Convolutions.WeightGradient(draw),
        [typeof(Attention)] = Attentions.Forward,
        [typeof(AttentionGradient)] = Attentions.Gradient,
        [typeof(MatMul)] = MatMulOf,
        [typeof(Dropout)] = draw => Unary(draw, new Dropout(0.3f, draw.Int(0, 9))),
        [typeof(Reshape)] = draw => draw.Image() is var shape ? Of(new Reshape(new Shape(shape[3] * shape[0], shape[1], shape[2])), [new SampleInput(shape)], [[shape.With(0, shape[0] + 1)]]) : null!,
        [typeof(Slice)] = SliceOf,
        [typeof(Pad)] = draw => draw.Image() is var shape && draw.Int(0, 3) is var axis ? Of(new Pad(axis, draw.Int(0, 2), draw.Int(0, 2)), [new SampleInput(shape)], axis > 0 ? [[new Shape()], [Vector.With(0, 1)]] : [[new Shape()]]) : null!,
        [typeof(Gather)] = draw => draw.Image() is var shape && draw.Int(0, 3) is var axis ? Of(Gather.Reflect(axis, shape[axis], draw.Int(0, 3), draw.Int(1, 3)), [new SampleInput(shape)], [[new Shape()]]) : null!,
        [typeof(ScatterSum)] = ScatterSumOf,
        [typeof(Concat)] = ConcatOf,
        [typeof(Permute)] = draw => Of(new Permute(new AxisList(draw.Pick<int[]>([0, 2, 3, 1], [3, 1, 0, 2], [0, 1, 2, 3], [1, 0, 3, 2]))), [new SampleInput(draw.Image())], [[Matrix]]),
        [typeof(Sum)] = draw => Of(new Sum(new AxisList(draw.Pick<int[]>([0], [1], [2, 3], [0, 2, 3], [0, 1, 2, 3], [1, 3], [])), draw.Chance), [new SampleInput(draw.Image())], []),
        [typeof(BroadcastTo)] = draw => draw.Image() is var shape ? Of(new BroadcastTo(shape), [new SampleInput(draw.Pick(shape.With(2, 1), shape.With(0, 1).With(3, 1), new Shape(1, shape[1], 1, 1), new Shape(shape[3]), new Shape(), shape))], [[new Shape(shape[3] + 1)]]) : null!,
        [typeof(ChannelSum)] = draw => Of(new ChannelSum(), [new SampleInput(draw.Image())], [[Matrix]]),
        [typeof(Softmax)] = draw => draw.Image() is var shape ? Of(new Softmax(draw.Int(1, 3), draw.Chance), [new SampleInput(shape, -4, 4)], [[new Shape()]]) : null!,
        [typeof(MaxPool2d)] = draw => Pools.Of(draw, geometry => new MaxPool2d(geometry)),
        [typeof(MaxPool2dGradient)] = Pools.MaxGradient,
        [typeof(AveragePool2d)] = draw => Pools.Of(draw, geometry => new AveragePool2d(geometry, draw.Chance)),
        [typeof(AveragePool2dGradient)] = Pools.AverageGradient,
        [typeof(SwiGlu)] = draw => Halved(draw, false),
        [typeof(SwiGluGradient)] = draw => Halved(draw, true) with { LacksGradient = true },
        [typeof(DropPath)] = draw => Of(new DropPath(0.4f, draw.Int(0, 9)), [new SampleInput(draw.Image())], [[Matrix]]),
        [typeof(AdaptiveAveragePool2d)] = draw => Resize(draw, new AdaptiveAveragePool2d(draw.Int(1, 6), draw.Int(1, 6))),
        [typeof(AdaptiveAveragePool2dGradient)] = draw => Resize(draw, new AdaptiveAveragePool2dGradient(draw.Side(), draw.Side())),
        [typeof(ResizeBicubic)] = draw => Resize(draw, new ResizeBicubic(draw.Side(), draw.Side())),
        [typeof(ResizeBicubicGradient)] = draw => Resize(draw, new ResizeBicubicGradient(draw.Side(), draw.Side())),
        [typeof(ResizeNearest)] = draw => Resize(draw, new ResizeNearest(draw.Side(), draw.Side())),
        [typeof(ResizeNearestGradient)] = draw => Resize(draw, new ResizeNearestGradient(draw.Side(), draw.Side())),
        [typeof(ResizeBilinear)] = draw => Resize(draw, new ResizeBilinear(draw.Side(), draw.Side())),
        [typeof(ResizeBilinearGradient)] = draw => Resize(draw, new ResizeBilinearGradient(draw.Side(), draw.Side())),
    };

    internal static OperationSample Of(Operation operation, IReadOnlyList<SampleInput> inputs, IReadOnlyList<Shape[]> misfits) => new(operation, inputs) { Misfits = misfits };

    private static SampleInput[] Twice(Shape shape, float low = -1, float high = 1) => [new(shape, low, high), new(shape, low, high)];

    private static OperationSample Unary(SampleDraw draw, Operation operation, float low = -1, float high = 1) =>
        Of(operation, [new SampleInput(draw.Chance ? draw.Image() : draw.Any(), low, high)], []);

    private static OperationSample Broadcast(SampleDraw draw, Operation operation, float low = -1, float high = 1)
    {
        var shape = draw.Image();
        var other = draw.Pick(shape, shape, shape.With(1, 1), new Shape(1, shape[1], 1, 1), new Shape(shape[2], 1), new Shape(), new Shape(shape[0], 1, 1, 1));
        SampleInput a = new(shape), b = new(other, low, high);
        return Of(operation, draw.Chance || low > 0 ? [a, b] : [b, a], [[Vector, Matrix]]);
    }

    private static OperationSample Resize(SampleDraw draw, Operation operation) => Of(operation, [new SampleInput(draw.Image())], [[Matrix]]);

    private static OperationSample Halved(SampleDraw draw, bool gradient)
    {
        var half = draw.Image();
        var whole = half.With(1, 2 * half[1]);
        return gradient
            ? Of(new SwiGluGradient(), [new SampleInput(whole, -5, 5), new SampleInput(half)], [[whole, whole], [half, half], [Matrix, Matrix]])
            : Of(new SwiGlu(), [new SampleInput(whole, -5, 5)], [[whole.With(1, whole[1] + 1)], [Matrix]]);
    }

    private static OperationSample MatMulOf(SampleDraw draw)
    {
        int m = draw.Side(), n = draw.Side(), k = draw.Side();
        bool first = draw.Chance, second = draw.Chance;
        Shape a = first ? new Shape(k, m) : new Shape(m, k), b = second ? new Shape(n, k) : new Shape(k, n);
        var batch = draw.Int(0, 3);
        if (batch > 0) a = new Shape([draw.Pick(1, 3), 2, .. a.Sizes]);
        if (batch > 1) b = new Shape([2, .. b.Sizes]);
        if (batch > 2) b = new Shape([3, .. b.Sizes]);
        SampleInput[] inputs = draw.Chance ? [new(a), new(b), new(new Shape(n))] : [new(a), new(b)];
        return Of(new MatMul(first, second), inputs, [[new Shape(m, k), new Shape(k + 1, k + 2)], [Vector, Vector], [a, b, new Shape(n + 1)], [new Shape([4, .. Matrix.Sizes]), new Shape([5, .. Matrix.Sizes])]]);
    }

    private static OperationSample SliceOf(SampleDraw draw)
    {
        var shape = draw.Image(2);
        var axis = draw.Int(0, 3);
        var length = draw.Int(1, shape[axis]);
        return Of(new Slice(axis, draw.Int(0, shape[axis] - length), length), [new SampleInput(shape)], [[shape.With(axis, 0)], [new Shape()]]);
    }

    private static OperationSample ScatterSumOf(SampleDraw draw)
    {
        var shape = draw.Image();
        var axis = draw.Int(0, 3);
        var size = draw.Int(1, 6);
        return Of(new ScatterSum(axis, new AxisList(Enumerable.Range(0, shape[axis]).Select(_ => draw.Int(0, size - 1)).ToArray()), size), [new SampleInput(shape)], [[shape.With(axis, shape[axis] + 1)], [new Shape()]]);
    }

    private static OperationSample ConcatOf(SampleDraw draw)
    {
        var shape = draw.Image();
        var axis = draw.Pick(1, 1, 0, 2, 3);
        var inputs = Enumerable.Range(0, draw.Int(1, 3)).Select(_ => new SampleInput(shape.With(axis, axis == 1 ? draw.Channels : draw.Int(1, 4)))).ToArray();
        return Of(new Concat(axis), inputs, [[shape, shape.With(axis == 0 ? 1 : 0, 9)], [Vector, shape]]);
    }
}
