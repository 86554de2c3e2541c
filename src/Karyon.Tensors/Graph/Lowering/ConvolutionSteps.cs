using Karyon.Tensors.Kernels.Scalar.Winograd;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Depthwise;
using Karyon.Tensors.Kernels.Vector.Heads;
using Karyon.Tensors.Kernels.Vector.WeightGradient;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>What all forward convolutions have in common.</summary>
/// <param name="Source">The image; with a doubled one, what is joined behind it, or the same.</param>
/// <param name="Bias">Padded to blocks, or null.</param>
/// <param name="Residual">Added to the sums, or null.</param>
/// <param name="Shape">Window.</param>
/// <param name="Activation">Applied last.</param>
/// <param name="Doubled">Read as if it were twice as high and wide; or null. Winograd only.</param>
internal sealed record ConvolutionCall(PlanBuffer Source, PlanBuffer? Bias, PlanBuffer? Residual, ConvShape Shape, ConvActivation Activation, PlanBuffer? Doubled = null)
{
    public IReadOnlyList<PlanBuffer> Reads(PlanBuffer weights)
    {
        List<PlanBuffer> reads = [Source, weights];
        if (Bias is not null) reads.Add(Bias);
        if (Residual is not null) reads.Add(Residual);
        if (Doubled is not null) reads.Add(Doubled);
        return reads;
    }
}

/// <summary>A direct convolution of a blocked image.</summary>
internal sealed unsafe class ConvStep : Step
{
    private readonly ConvKernels _kernels;
    private readonly ConvolutionCall _call;
    private ConvArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ConvStep(ConvKernels kernels, ConvolutionCall call, PlanBuffer weights, PlanBuffer result)
    {
        (_kernels, _call) = (kernels, call);
        (Kind, Reads, Writes) = (call.Shape is { KernelHeight: 1, KernelWidth: 1 } ? "conv 1x1" : "conv direct", call.Reads(weights), [result]);
    }

    protected override void Bind()
    {
        _arguments = new ConvArguments
        {
            Input = Image(_call.Source),
            Weights = Floats(Reads[1]),
            Bias = _call.Bias is null ? null : Floats(_call.Bias),
            Residual = _call.Residual is null ? default : Image(_call.Residual),
            Output = Image(Writes[0]),
            Activation = _call.Activation,
            Shape = _call.Shape,
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
    private readonly ConvolutionCall _call;
    private StemArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public StemStep(ConvKernels kernels, ConvolutionCall call, PlanBuffer weights, PlanBuffer result) =>
        (_kernels, _call, Kind, Reads, Writes) = (kernels, call, "conv stem", call.Reads(weights), [result]);

    protected override void Bind()
    {
        _arguments = new StemArguments
        {
            Input = _call.Source.Interleaved(Floats(_call.Source)),
            Weights = Floats(Reads[1]),
            Bias = _call.Bias is null ? null : Floats(_call.Bias),
            Output = Image(Writes[0]),
            Activation = _call.Activation,
            Shape = _call.Shape,
        };
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>A convolution with few outputs, from a blocked image to dense planes.</summary>
internal sealed unsafe class HeadStep : Step
{
    private readonly HeadKernels _kernels;
    private readonly ConvolutionCall _call;
    private HeadArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public HeadStep(HeadKernels kernels, ConvolutionCall call, PlanBuffer weights, PlanBuffer result) =>
        (_kernels, _call, Kind, Reads, Writes) = (kernels, call, "conv head", call.Reads(weights), [result]);

    protected override void Bind()
    {
        var shape = Writes[0].Shape;
        _arguments = new HeadArguments
        {
            Input = Image(_call.Source),
            BlockChannels = HeadArguments.ChannelsOf(_call.Source.Segments),
            Weights = Floats(Reads[1]),
            Bias = _call.Bias is null ? null : Floats(_call.Bias),
            Output = Floats(Writes[0]),
            Outputs = shape[1],
            Height = shape[2],
            Width = shape[3],
            Activation = _call.Activation,
            Shape = _call.Shape,
        };
        Chunks = HeadKernels.Chunks(_arguments);
        ScratchFloats = HeadKernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>A 3x3 convolution, or its input gradient, by Winograd's transforms.</summary>
internal sealed unsafe class WinogradStep : Step
{
    private readonly WinogradKernels _kernels;
    private readonly ConvolutionCall _call;
    private readonly WinogradForm _form;
    private readonly int _padTop;
    private readonly int _padLeft;
    private WinogradArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public WinogradStep(WinogradKernels kernels, ConvolutionCall call, PlanBuffer weights, PlanBuffer result, WinogradForm form, int padTop, int padLeft)
    {
        (_kernels, _call, _form, _padTop, _padLeft) = (kernels, call, form, padTop, padLeft);
        (Kind, Reads, Writes) = ("conv winograd", call.Reads(weights), [result]);
    }

    protected override void Bind()
    {
        var input = ReferenceEquals(_call.Source, _call.Doubled) ? default : Image(_call.Source);
        _arguments = new WinogradArguments(input, Image(Writes[0]), Floats(Reads[1]), _call.Bias is null ? null : Floats(_call.Bias),
            _call.Residual is null ? default : Image(_call.Residual), _padTop, _padLeft, _call.Activation, _form, _call.Doubled is null ? default : Image(_call.Doubled));
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>A depthwise convolution.</summary>
internal sealed unsafe class DepthwiseStep : Step
{
    private readonly DepthwiseForward _kernels;
    private readonly ConvolutionCall _call;
    private DepthwiseArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public DepthwiseStep(DepthwiseForward kernels, ConvolutionCall call, PlanBuffer weights, PlanBuffer result) =>
        (_kernels, _call, Kind, Reads, Writes) = (kernels, call, "conv depthwise", call.Reads(weights), [result]);

    protected override void Bind()
    {
        _arguments = new DepthwiseArguments(Image(_call.Source), Image(Writes[0]), Floats(Reads[1]), _call.Bias is null ? null : Floats(_call.Bias), _call.Shape, _call.Activation);
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>The gradient of a convolution's image, directly.</summary>
internal sealed unsafe class InputGradientStep : Step
{
    private readonly ConvKernels _kernels;
    private readonly ConvShape _shape;
    private InputGradientArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public InputGradientStep(ConvKernels kernels, PlanBuffer gradient, PlanBuffer weights, PlanBuffer result, ConvShape shape) =>
        (_kernels, _shape, Kind, Reads, Writes) = (kernels, shape, "input gradient", [gradient, weights], [result]);

    protected override void Bind()
    {
        _arguments = new InputGradientArguments { OutputGradient = Image(Reads[0]), Weights = Floats(Reads[1]), InputGradient = Image(Writes[0]), Shape = _shape };
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>The gradient of a depthwise convolution's image.</summary>
internal sealed unsafe class DepthwiseInputGradientStep : Step
{
    private readonly DepthwiseInputGradient _kernels;
    private readonly ConvShape _shape;
    private DepthwiseInputGradientArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public DepthwiseInputGradientStep(DepthwiseInputGradient kernels, PlanBuffer gradient, PlanBuffer weights, PlanBuffer result, ConvShape shape) =>
        (_kernels, _shape, Kind, Reads, Writes) = (kernels, shape, "input gradient depthwise", [gradient, weights], [result]);

    protected override void Bind()
    {
        _arguments = new DepthwiseInputGradientArguments(Image(Reads[0]), Image(Writes[0]), Floats(Reads[1]), _shape);
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}

/// <summary>The gradient of a dense convolution's weights, or the sums of each image for it.</summary>
internal sealed unsafe class WeightGradientStep : Step
{
    private readonly WeightGradientKernels _kernels;
    private readonly ConvShape _shape;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public WeightGradientStep(WeightGradientKernels kernels, PlanBuffer image, PlanBuffer gradient, PlanBuffer result, PlanBuffer? partials, ConvShape shape) =>
        (_kernels, _shape, Kind, Reads, Writes) = (kernels, shape, "weight gradient", [image, gradient], partials is null ? [result] : [result, partials]);

    public WeightGradientArguments Arguments { get; private set; }

    protected override void Bind()
    {
        var (gradient, outputs) = (Image(Reads[1]), Reads[1].Segments.Channels);
        var partials = Writes.Count == 1 ? null : Floats(Writes[1]);
        Arguments = Reads[0].Layout == BufferLayout.Interleaved
            ? WeightGradientArguments.Interleaved(Reads[0].Interleaved(Floats(Reads[0])), gradient, outputs, _shape, Floats(Writes[0]), partials)
            : WeightGradientArguments.Blocked(Image(Reads[0]), Reads[0].Segments, gradient, outputs, _shape, Floats(Writes[0]), partials);
        Chunks = WeightGradientKernels.Chunks(Arguments);
        ScratchFloats = WeightGradientKernels.ScratchFloats(Arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(Arguments, chunk, Scratch(worker));
}

/// <summary>Adds the images' sums of a weight gradient.</summary>
internal sealed unsafe class WeightGradientCombineStep : Step
{
    private readonly WeightGradientKernels _kernels;
    private readonly WeightGradientStep _step;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public WeightGradientCombineStep(WeightGradientKernels kernels, WeightGradientStep step) =>
        (_kernels, _step, Kind, Reads, Writes) = (kernels, step, "weight gradient sums", [step.Writes[1]], [step.Writes[0]]);

    protected override void Bind() => Chunks = WeightGradientKernels.CombineChunks(_step.Arguments);

    public override void Run(int chunk, int worker) => _kernels.Combine(_step.Arguments, chunk);
}

/// <summary>The gradient of a depthwise convolution's weights, in blocks.</summary>
internal sealed unsafe class DepthwiseWeightGradientStep : Step
{
    private readonly DepthwiseWeightGradient _kernels;
    private readonly ConvShape _shape;
    private DepthwiseWeightGradientArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public DepthwiseWeightGradientStep(DepthwiseWeightGradient kernels, PlanBuffer image, PlanBuffer gradient, PlanBuffer packed, ConvShape shape) =>
        (_kernels, _shape, Kind, Reads, Writes) = (kernels, shape, "weight gradient depthwise", [image, gradient], [packed]);

    protected override void Bind()
    {
        _arguments = new DepthwiseWeightGradientArguments(Image(Reads[0]), Image(Reads[1]), Floats(Writes[0]), _shape);
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}
