using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.LayerNormalization;
using Karyon.Tensors.Kernels.Vector.Normalization;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Moments of each pixel and, where a result is asked for, the normalised image.</summary>
internal sealed unsafe class LayerNormStep : Step
{
    private readonly LayerNormKernels _kernels;
    private readonly float _epsilon;
    private readonly PlanBuffer? _result;
    private LayerNormArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public LayerNormStep(LayerNormKernels kernels, float epsilon, PlanBuffer image, PlanBuffer moments, PlanBuffer? weight, PlanBuffer? bias, PlanBuffer? result)
    {
        (_kernels, _epsilon, _result, Kind) = (kernels, epsilon, result, "layer normalisation");
        Reads = weight is null || bias is null ? [image] : [image, weight, bias];
        Writes = result is null ? [moments] : [moments, result];
    }

    protected override void Bind()
    {
        var image = Image(Reads[0]);
        var moments = new PixelMomentPointers(Floats(Writes[0]), image);
        _arguments = LayerNormKernels.Flattened(new LayerNormArguments
        {
            Input = image,
            Segments = Reads[0].Segments,
            Weight = Reads.Count > 1 ? Floats(Reads[1]) : null,
            Bias = Reads.Count > 1 ? Floats(Reads[2]) : null,
            Epsilon = _epsilon,
            Inverse = moments.Inverse,
            Shift = moments.Shift,
            Output = _result is null ? default : Image(_result),
        });
        Chunks = LayerNormKernels.Chunks(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Forward(_arguments, chunk);
}

/// <summary>Where the moments of pixels lie in their buffer.</summary>
internal readonly unsafe struct PixelMomentPointers(float* start, in BlockedImage image)
{
    public readonly float* Inverse = start;
    public readonly float* Shift = start + (nint)image.Images * image.Height * image.Width;
}

/// <summary>Partial sums of the gradients of weight and bias.</summary>
internal sealed unsafe class LayerNormPartialsStep : Step
{
    private readonly LayerNormKernels _kernels;
    private LayerNormArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public LayerNormPartialsStep(LayerNormKernels kernels, PlanBuffer image, PlanBuffer gradient, PlanBuffer moments, PlanBuffer partials) =>
        (_kernels, Kind, Reads, Writes) = (kernels, "layer normalisation sums", [image, gradient, moments], [partials]);

    protected override void Bind()
    {
        var image = Image(Reads[0]);
        var moments = new PixelMomentPointers(Floats(Reads[2]), image);
        _arguments = new LayerNormArguments { Input = image, Gradient = Image(Reads[1]), Inverse = moments.Inverse, Shift = moments.Shift };
        Chunks = LayerNormKernels.SumChunks(_arguments);
    }

    public override void Run(int chunk, int worker)
    {
        var partials = (double*)Floats(Writes[0]);
        _kernels.GradientSums(_arguments, partials, partials + NormalizationKernels.PartialDoubles(_arguments.Input), chunk);
    }
}

/// <summary>Two quantities per channel from their partial sums, [2, C].</summary>
internal sealed unsafe class PairOfChannelSumsStep : ChannelStep
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PairOfChannelSumsStep(PlanBuffer image, PlanBuffer partials, PlanBuffer result) : base([image, partials], result) { }

    public override void Run(int chunk, int worker)
    {
        var image = Image(Reads[0]);
        var partials = (double*)Floats(Reads[1]);
        Combine(image, partials, Sums);
        Combine(image, partials + NormalizationKernels.PartialDoubles(image), OtherSums);
        var channels = Reads[0].Segments.Channels;
        foreach (var (lane, channel) in Channels)
        {
            Floats(Writes[0])[channel] = (float)Sums[lane];
            Floats(Writes[0])[channels + channel] = (float)OtherSums[lane];
        }
    }
}

/// <summary>The gradient of the normalised image.</summary>
internal sealed unsafe class LayerNormInputGradientStep : Step
{
    private readonly LayerNormKernels _kernels;
    private LayerNormArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public LayerNormInputGradientStep(LayerNormKernels kernels, PlanBuffer image, PlanBuffer gradient, PlanBuffer moments, PlanBuffer weight, PlanBuffer result) =>
        (_kernels, Kind, Reads, Writes) = (kernels, "layer normalisation gradient", [image, gradient, moments, weight], [result]);

    protected override void Bind()
    {
        var image = Image(Reads[0]);
        var moments = new PixelMomentPointers(Floats(Reads[2]), image);
        _arguments = LayerNormKernels.Flattened(new LayerNormArguments
        {
            Input = image,
            Segments = Reads[0].Segments,
            Gradient = Image(Reads[1]),
            Inverse = moments.Inverse,
            Shift = moments.Shift,
            Weight = Floats(Reads[3]),
            InputGradient = Image(Writes[0]),
        });
        Chunks = LayerNormKernels.Chunks(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.InputGradient(_arguments, chunk);
}

/// <summary>Numbers per channel by the lanes of blocks, zeros in padding lanes.</summary>
internal sealed unsafe class ChannelLanesStep : Step
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ChannelLanesStep(PlanBuffer perChannel, PlanBuffer lanes) => (Kind, Reads, Writes) = ("channel lanes", [perChannel], [lanes]);

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker)
    {
        var lanes = new Span<float>(Floats(Writes[0]), checked((int)Writes[0].PackedFloats));
        var channels = new ReadOnlySpan<float>(Floats(Reads[0]), checked((int)Reads[0].Shape.Count));
        channels.CopyTo(lanes);
        lanes[channels.Length..].Clear();
    }
}
