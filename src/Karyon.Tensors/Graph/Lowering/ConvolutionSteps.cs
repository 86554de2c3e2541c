using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.WeightGradient;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Brings weights into the order of the kernels.</summary>
internal sealed unsafe class PackWeightsStep : Step
{
    private readonly ConvShape _shape;
    private readonly ChannelSegments _inputs;
    private readonly int _outputs;
    private readonly bool _stem;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PackWeightsStep(PlanBuffer weights, PlanBuffer packed, ConvShape shape, ChannelSegments inputs, int outputs, bool stem)
    {
        (Kind, Reads, Writes) = ("pack weights", [weights], [packed]);
        (_shape, _inputs, _outputs, _stem) = (shape, inputs, outputs, stem);
    }

    protected override void Bind() => Chunks = _stem ? 1 : ChannelSegments.BlocksOf(_outputs);

    public override void Run(int chunk, int worker)
    {
        if (_stem) ConvWeights.PackStem(Floats(Reads[0]), _inputs.Channels, _outputs, _shape, Floats(Writes[0]));
        else ConvWeights.Pack(Floats(Reads[0]), _inputs.Lengths, [_outputs], _shape, Floats(Writes[0]), chunk, chunk + 1);
    }
}

/// <summary>Pads a bias to whole blocks.</summary>
internal sealed unsafe class PackBiasStep : Step
{
    private readonly int _outputs;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PackBiasStep(PlanBuffer bias, PlanBuffer packed, int outputs) => (Kind, Reads, Writes, _outputs) = ("pack weights", [bias], [packed], outputs);

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker) => ConvWeights.PackBias(Floats(Reads[0]), [_outputs], Floats(Writes[0]));
}

/// <summary>A direct convolution of a blocked image.</summary>
internal sealed unsafe class ConvStep : Step
{
    private readonly ConvKernels _kernels;
    private readonly ConvShape _shape;
    private readonly ConvActivation _activation;
    private readonly bool _hasBias;
    private readonly bool _hasResidual;
    private ConvArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ConvStep(ConvKernels kernels, PlanBuffer source, PlanBuffer weights, PlanBuffer? bias, PlanBuffer? residual, PlanBuffer result, ConvShape shape, ConvActivation activation)
    {
        (_kernels, _shape, _activation) = (kernels, shape, activation);
        (_hasBias, _hasResidual) = (bias is not null, residual is not null);
        Kind = shape is { KernelHeight: 1, KernelWidth: 1 } ? "conv 1x1" : "conv direct";
        Reads = [source, weights, .. bias is null ? [] : new[] { bias }, .. residual is null ? [] : new[] { residual }];
        Writes = [result];
    }

    protected override void Bind()
    {
        _arguments = new ConvArguments
        {
            Input = Image(Reads[0]),
            Weights = Floats(Reads[1]),
            Bias = _hasBias ? Floats(Reads[2]) : null,
            Residual = _hasResidual ? Image(Reads[^1]) : default,
            Output = Image(Writes[0]),
            Activation = _activation,
            Shape = _shape,
        };
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>A first convolution over interleaved pixels.</summary>
internal sealed unsafe class StemStep : Step
{
    private readonly ConvKernels _kernels;
    private readonly ConvShape _shape;
    private readonly ConvActivation _activation;
    private StemArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public StemStep(ConvKernels kernels, PlanBuffer source, PlanBuffer weights, PlanBuffer? bias, PlanBuffer result, ConvShape shape, ConvActivation activation)
    {
        (_kernels, _shape, _activation) = (kernels, shape, activation);
        (Kind, Reads, Writes) = ("conv stem", bias is null ? [source, weights] : [source, weights, bias], [result]);
    }

    protected override void Bind()
    {
        _arguments = new StemArguments
        {
            Input = Reads[0].Interleaved(Floats(Reads[0])),
            Weights = Floats(Reads[1]),
            Bias = Reads.Count == 3 ? Floats(Reads[2]) : null,
            Output = Image(Writes[0]),
            Activation = _activation,
            Shape = _shape,
        };
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>The gradient of a dense convolution's weights.</summary>
internal sealed unsafe class WeightGradientStep : Step
{
    private readonly WeightGradientKernels _kernels;
    private readonly Window _window;
    private WeightGradientArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public WeightGradientStep(WeightGradientKernels kernels, PlanBuffer image, PlanBuffer gradient, PlanBuffer result, Window window)
    {
        (_kernels, _window) = (kernels, window);
        (Kind, Reads, Writes) = ("weight gradient", [image, gradient], [result]);
    }

    protected override void Bind()
    {
        var (gradient, outputs) = (Image(Reads[1]), Reads[1].Segments.Channels);
        _arguments = Reads[0].Layout == BufferLayout.Interleaved
            ? WeightGradientArguments.Interleaved(Reads[0].Interleaved(Floats(Reads[0])), gradient, outputs, _window, Floats(Writes[0]))
            : WeightGradientArguments.Blocked(Image(Reads[0]), Reads[0].Segments, gradient, outputs, _window, Floats(Writes[0]));
        Chunks = WeightGradientKernels.Chunks(_arguments);
        ScratchFloats = WeightGradientKernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}
