using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Modules;

/// <summary>A convolution layer: <c>weight</c> [O, C / groups, k, k] and, if wanted, <c>bias</c> [O].</summary>
public sealed class Conv2d : Module
{
    private readonly ConvolutionGeometry _geometry;

    /// <summary>Makes the layer; weights are zero until initialised or loaded.</summary>
    public Conv2d(int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true)
        : this(inputs, outputs, kernel, ConvolutionGeometry.Square(stride, padding, dilation, groups), bias) { }

    /// <summary>Makes the layer with any geometry.</summary>
    public Conv2d(int inputs, int outputs, int kernel, ConvolutionGeometry geometry, bool bias = true)
    {
        _geometry = geometry;
        Weight = Register("weight", new Parameter(new Shape(outputs, inputs / geometry.Groups, kernel, kernel)));
        if (bias) Bias = Register("bias", new Parameter(new Shape(outputs)));
    }

    /// <summary>[O, C / groups, k, k].</summary>
    public Parameter Weight { get; }

    /// <summary>[O], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Writes the layer down for an image [N, C, H, W].</summary>
    public Value Forward(Value x) => x.Conv2d(Weight.Value, Bias?.Value, _geometry);
}

/// <summary>A transposed convolution: <c>weight</c> [C, O / groups, k, k] and, if wanted, <c>bias</c> [O].</summary>
public sealed class ConvTranspose2d : Module
{
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _outputPadding;
    private readonly int _groups;
    private readonly int _dilation;

    /// <summary>Makes the layer, its arguments in PyTorch's order; weights are zero until initialised or loaded.</summary>
    public ConvTranspose2d(int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int groups = 1, bool bias = true, int dilation = 1)
    {
        (_stride, _padding, _outputPadding, _groups, _dilation) = (stride, padding, outputPadding, groups, dilation);
        Weight = Register("weight", new Parameter(new Shape(inputs, outputs / groups, kernel, kernel)));
        if (bias) Bias = Register("bias", new Parameter(new Shape(outputs)));
    }

    /// <summary>[C, O / groups, k, k].</summary>
    public Parameter Weight { get; }

    /// <summary>[O], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Writes the layer down for an image [N, C, H, W].</summary>
    public Value Forward(Value x) => x.ConvTranspose2d(Weight.Value, Bias?.Value, _stride, _padding, _outputPadding, _dilation, _groups);
}

/// <summary>A linear layer: <c>weight</c> [N, K] and, if wanted, <c>bias</c> [N].</summary>
public sealed class Linear : Module
{
    /// <summary>Makes the layer; weights are zero until initialised or loaded.</summary>
    public Linear(int inputs, int outputs, bool bias = true)
    {
        Weight = Register("weight", new Parameter(new Shape(outputs, inputs)));
        if (bias) Bias = Register("bias", new Parameter(new Shape(outputs)));
    }

    /// <summary>[N, K].</summary>
    public Parameter Weight { get; }

    /// <summary>[N], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Writes the layer down for [.., K].</summary>
    public Value Forward(Value x) => x.Linear(Weight.Value, Bias?.Value);

    /// <summary>Writes the layer down for tokens that are the pixels of an image [N, K, H, W]: a 1x1 convolution.</summary>
    public Value ForwardTokens(Value x) =>
        x.Conv2d(Weight.Value.Reshape(new Shape(Weight.Tensor.Shape[0], Weight.Tensor.Shape[1], 1, 1)), Bias?.Value, ConvolutionGeometry.Square());
}

/// <summary>Layer normalisation of tokens that are the pixels of an image, over its channels: <c>weight</c> and <c>bias</c>, both [C].</summary>
public sealed class LayerNorm2d : Module
{
    private readonly float _epsilon;

    /// <summary>Makes the layer with weight 1 and bias 0.</summary>
    public LayerNorm2d(int channels, float epsilon = 1e-5f)
    {
        _epsilon = epsilon;
        Weight = Register("weight", new Parameter(new Shape(channels)));
        Bias = Register("bias", new Parameter(new Shape(channels)));
        Weight.Tensor.Span.Fill(1);
    }

    /// <summary>Scale, [C].</summary>
    public Parameter Weight { get; }

    /// <summary>Shift, [C].</summary>
    public Parameter Bias { get; }

    /// <summary>Writes the layer down for an image [N, C, H, W].</summary>
    public Value Forward(Value x) => x.LayerNorm(Weight.Value, Bias.Value, _epsilon);
}

/// <summary>Batch normalisation: <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c>, all [C].</summary>
public sealed class BatchNorm2d : Module
{
    private readonly float _epsilon;
    private readonly float _momentum;

    /// <summary>Makes the layer with weight 1, bias 0, running mean 0 and running variance 1.</summary>
    public BatchNorm2d(int channels, float epsilon = 1e-5f, float momentum = 0.1f)
    {
        (_epsilon, _momentum) = (epsilon, momentum);
        Weight = Register("weight", new Parameter(new Shape(channels)));
        Bias = Register("bias", new Parameter(new Shape(channels)));
        RunningMean = Register("running_mean", new Parameter(new Shape(channels), trained: false));
        RunningVariance = Register("running_var", new Parameter(new Shape(channels), trained: false));
        Weight.Tensor.Span.Fill(1);
        RunningVariance.Tensor.Span.Fill(1);
    }

    /// <summary>Scale, [C].</summary>
    public Parameter Weight { get; }

    /// <summary>Shift, [C].</summary>
    public Parameter Bias { get; }

    /// <summary>Running mean, [C].</summary>
    public Parameter RunningMean { get; }

    /// <summary>Running variance, [C].</summary>
    public Parameter RunningVariance { get; }

    /// <summary>Writes the layer down: with the batch's moments in training, else with the running ones.</summary>
    public Value Forward(Value x)
    {
        var channels = x.Shape[1];
        var moments = Training
            ? new Value(new ChannelMoments(new RunningStatistics(RunningMean.Tensor, RunningVariance.Tensor, _momentum)), x)
            : new Value(new Concat(0), RunningMean.Value.Reshape(new Shape(1, channels)), RunningVariance.Value.Reshape(new Shape(1, channels)));
        return new Value(new BatchNorm(_epsilon, Activation.None, Training), x, moments, Weight.Value, Bias.Value);
    }
}

/// <summary>A learnt factor per channel (Touvron et al. 2021): <c>gamma</c>, [C].</summary>
public sealed class LayerScale : Module
{
    /// <summary>Makes the layer with all factors alike.</summary>
    public LayerScale(int channels, float initial = 1e-5f)
    {
        Gamma = Register("gamma", new Parameter(new Shape(channels)));
        Gamma.Tensor.Span.Fill(initial);
    }

    /// <summary>The factors, [C].</summary>
    public Parameter Gamma { get; }

    /// <summary>Writes the layer down for an image or tokens [N, C, H, W].</summary>
    public Value Forward(Value x) => x.LayerScale(Gamma.Value);
}

/// <summary>Modules one after the other, named by their index or as given.</summary>
public sealed class Sequential : Module
{
    private readonly List<Func<Value, Value>> _steps = [];

    /// <summary>Adds a part under a name.</summary>
    public Sequential Add<T>(string name, T module, Func<T, Value, Value> forward) where T : Module
    {
        Register(name, module);
        _steps.Add(x => forward(module, x));
        return this;
    }

    /// <summary>Adds a part without parameters.</summary>
    public Sequential Add(Func<Value, Value> forward)
    {
        _steps.Add(forward);
        return this;
    }

    /// <summary>Writes the parts down in turn.</summary>
    public Value Forward(Value x)
    {
        foreach (var step in _steps) x = step(x);
        return x;
    }
}
