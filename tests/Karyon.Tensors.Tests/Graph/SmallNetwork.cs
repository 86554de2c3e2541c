using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Graph;

/// <summary>A small network with every kind of layer that ours have, its loss and the gradients of its weights.</summary>
internal sealed class SmallNetwork
{
    private readonly List<Value> _weights = [];
    private readonly bool _training;
    private ulong _seed = 100;

    public SmallNetwork(bool training, int batch = 2, int height = 32, int width = 48)
    {
        _training = training;
        Image = Value.Input("image", new Shape(batch, 3, height, width));
        Truth = Value.Input("truth", new Shape(batch, 1, height, width));
        var normalised = Image * Value.Constant([0.9f, 1.1f, 1.2f], new Shape(1, 3, 1, 1)) + Value.Constant([0.1f, -0.2f, 0.05f], new Shape(1, 3, 1, 1));
        var stem = Norm(Conv(normalised, 16, 3, 2, 1), Activation.Relu6);
        var hidden = Norm(Conv(stem, 40, 1, 1, 1), Activation.Relu6);
        hidden = Norm(Conv(hidden, 40, 3, 1, 40), Activation.Relu6);
        var inverted = stem + Norm(Conv(hidden, 16, 1, 1, 1), Activation.None);
        var down = Norm(Conv(inverted.MaxPool2d(3, 2, 1), 24, 3, 1, 1), Activation.Relu);
        var block = Norm(Conv(Norm(Conv(down, 24, 3, 1, 1), Activation.Relu), 24, 3, 1, 1), Activation.None);
        var residual = (block + Norm(Conv(down, 24, 1, 1, 1), Activation.None)).Relu();
        var up = ValueExtensions.ConcatChannels(residual.ResizeNearest(stem.Shape[2], stem.Shape[3]), inverted);
        up = Norm(Conv(up, 16, 3, 1, 1), Activation.Relu).ResizeBilinear(height, width);
        var output = Conv(up, 4, 3, 1, 1, bias: true);
        var logits = output.Slice(1, 0, 2);
        var maps = output.Slice(1, 2, 2);
        Maps = [logits.Softmax(1), maps];
        var difference = maps - Truth;
        var slope = difference.Conv2d(Value.Constant(Floats(new Shape(2, 1, 5, 5)), new Shape(2, 1, 5, 5)), null, ConvolutionGeometry.Square(1, 2, 1, 2));
        Loss = -(logits.LogSoftmax(1).Slice(1, 1, 1) * Truth).Mean() + 2f * (difference * difference).Mean() + (slope * slope * Truth).Sum() / (2f * Truth.Sum() + 1e-8f);
    }

    public Value Image { get; }

    public Value Truth { get; }

    /// <summary>What inference gives.</summary>
    public IReadOnlyList<Value> Maps { get; }

    public Value Loss { get; }

    /// <summary>What a plan computes: the loss and all gradients, or the maps.</summary>
    public IReadOnlyList<Value> Results => _training ? [Loss, .. Differentiator.Gradients(Loss, _weights)] : Maps;

    public float[] ImageData => Floats(Image.Shape, 7);

    public float[] TruthData => [.. Floats(Truth.Shape, 8).Select(value => value > 0 ? 1f : 0f)];

    /// <summary>All results one after the other, as a plan gives them.</summary>
    public float[] Run(ComputeContext context, PlanOptions options)
    {
        using var plan = Plan.Compile(context, Results, options);
        ImageData.CopyTo(plan.Input(Image));
        if (_training) TruthData.CopyTo(plan.Input(Truth));
        // Twice: nothing may be left over from the first run.
        plan.Run();
        plan.Run();
        return [.. Results.SelectMany((_, k) => plan.Output(k).ToArray())];
    }

    private Value Conv(Value x, int outputs, int kernel, int stride, int groups, bool bias = false) =>
        x.Conv2d(Weight(new Shape(outputs, x.Shape[1] / groups, kernel, kernel), 0.3f), bias ? Weight(new Shape(outputs), 0.3f) : null, ConvolutionGeometry.Square(stride, kernel / 2, 1, groups));

    private Value Norm(Value x, Activation activation)
    {
        var channels = x.Shape[1];
        var moments = _training ? new Value(new ChannelMoments(null), x) : Value.Constant([.. Floats(new Shape(channels)), .. Floats(new Shape(channels)).Select(value => 1 + value * value)], new Shape(2, channels));
        return new Value(new BatchNorm(1e-5f, activation, _training), x, moments, Weight(new Shape(channels), 0.8f), Weight(new Shape(channels), 0.3f));
    }

    private Value Weight(Shape shape, float scale)
    {
        var weight = Value.Constant([.. Floats(shape).Select(value => value * scale)], shape);
        _weights.Add(weight);
        return weight;
    }

    private float[] Floats(Shape shape) => Floats(shape, ++_seed);

    private static float[] Floats(Shape shape, ulong seed)
    {
        var random = new CounterRandom(seed);
        var data = new float[shape.Count];
        for (var i = 0; i < data.Length; i++) data[i] = 2 * random.UniformSingle((ulong)i) - 1;
        return data;
    }
}
