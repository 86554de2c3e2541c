using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Normalization;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Partial sums over pixels, also of squares.</summary>
internal sealed unsafe class ChannelPartialsStep : Step
{
    private readonly NormalizationKernels _kernels;
    private readonly bool _squares;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ChannelPartialsStep(NormalizationKernels kernels, PlanBuffer image, PlanBuffer partials, bool squares) =>
        (_kernels, _squares, Kind, Reads, Writes) = (kernels, squares, "normalisation sums", [image], [partials]);

    protected override void Bind() => Chunks = NormalizationKernels.Chunks(Image(Reads[0]));

    public override void Run(int chunk, int worker)
    {
        var image = Image(Reads[0]);
        var partials = (double*)Floats(Writes[0]);
        if (_squares) _kernels.SumAndSquares(image, partials, partials + NormalizationKernels.PartialDoubles(image), chunk);
        else _kernels.Sum(image, partials, chunk);
    }
}

/// <summary>A step over the few numbers per channel between passes: one chunk.</summary>
internal abstract unsafe class ChannelStep : Step
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    protected ChannelStep(IReadOnlyList<PlanBuffer> reads, PlanBuffer result) => (Kind, Reads, Writes) = ("normalisation per channel", reads, [result]);

    /// <summary>Lane of the blocked image and number of each channel.</summary>
    protected (int Lane, int Channel)[] Channels { get; private set; } = [];

    /// <summary>By lane, what <see cref="Combine"/> filled.</summary>
    protected double[] Sums { get; private set; } = [];

    /// <summary>By lane, a second quantity.</summary>
    protected double[] OtherSums { get; private set; } = [];

    protected override void Bind()
    {
        Chunks = 1;
        var segments = Reads[0].Segments;
        Channels = [.. Enumerable.Range(0, segments.Blocks).SelectMany(block =>
        {
            var count = segments.InBlock(block, out var first);
            return Enumerable.Range(0, count).Select(lane => (block * BlockedImage.Lanes + lane, first + lane));
        })];
        (Sums, OtherSums) = (new double[segments.Blocks * BlockedImage.Lanes], new double[segments.Blocks * BlockedImage.Lanes]);
    }

    /// <summary>Sums of all lanes from partials of one quantity.</summary>
    protected static void Combine(in BlockedImage image, double* partials, double[] sums)
    {
        fixed (double* to = sums) NormalizationKernels.Combine(image, partials, to);
    }
}

/// <summary>Sums of partials to [C].</summary>
internal sealed unsafe class ChannelSumStep : ChannelStep
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public ChannelSumStep(PlanBuffer image, PlanBuffer partials, PlanBuffer result) : base([image, partials], result) { }

    public override void Run(int chunk, int worker)
    {
        Combine(Image(Reads[0]), (double*)Floats(Reads[1]), Sums);
        foreach (var (lane, channel) in Channels) Floats(Writes[0])[channel] = (float)Sums[lane];
    }
}

/// <summary>Moments [2, C] from sums of values and squares.</summary>
internal sealed unsafe class MomentsStep : ChannelStep
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public MomentsStep(PlanBuffer image, PlanBuffer partials, PlanBuffer result) : base([image, partials], result) { }

    public override void Run(int chunk, int worker)
    {
        var image = Image(Reads[0]);
        double count = (double)image.Images * image.Height * image.Width;
        var partials = (double*)Floats(Reads[1]);
        Combine(image, partials, Sums);
        Combine(image, partials + NormalizationKernels.PartialDoubles(image), OtherSums);
        var channels = Reads[0].Segments.Channels;
        foreach (var (lane, channel) in Channels)
        {
            var (mean, variance) = ChannelMoments.Of(Sums[lane], OtherSums[lane], count);
            Floats(Writes[0])[channel] = (float)mean;
            Floats(Writes[0])[channels + channel] = (float)variance;
        }
    }
}

/// <summary>By lane: scale and shift (float), then mean and inverse deviation (double).</summary>
internal sealed unsafe class BatchNormCoefficientsStep : ChannelStep
{
    private readonly float _epsilon;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public BatchNormCoefficientsStep(PlanBuffer image, PlanBuffer moments, PlanBuffer weight, PlanBuffer bias, PlanBuffer result, float epsilon)
        : base([image, moments, weight, bias], result) => _epsilon = epsilon;

    public override void Run(int chunk, int worker)
    {
        var lanes = Reads[0].Segments.Blocks * BlockedImage.Lanes;
        float* scale = Floats(Writes[0]), shift = scale + lanes, moments = Floats(Reads[1]), weight = Floats(Reads[2]), bias = Floats(Reads[3]);
        double* mean = (double*)(shift + lanes), inverse = mean + lanes;
        new Span<float>(scale, 6 * lanes).Clear();
        var channels = Reads[0].Segments.Channels;
        foreach (var (lane, channel) in Channels)
        {
            var (factor, summand, inverseDeviation) = NormalizationCoefficients.Of(moments[channel], moments[channels + channel], weight[channel], bias[channel], _epsilon);
            (scale[lane], shift[lane], mean[lane], inverse[lane]) = ((float)factor, (float)summand, moments[channel], inverseDeviation);
        }
    }
}

/// <summary>Where coefficients lie in their buffer.</summary>
internal readonly unsafe struct CoefficientPointers(float* start, int lanes)
{
    public readonly float* Scale = start;
    public readonly float* Shift = start + lanes;
    public readonly double* Mean = (double*)(start + 2 * lanes);
    public readonly double* Inverse = (double*)(start + 2 * lanes) + lanes;
}

/// <summary>Normalises and activates some blocks of channels.</summary>
internal sealed unsafe class BatchNormStep : Step
{
    private readonly NormalizationKernels _kernels;
    private readonly Activation _activation;
    private readonly int _firstBlock;
    private readonly int _blocks;
    private BatchNormArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public BatchNormStep(NormalizationKernels kernels, PlanBuffer image, PlanBuffer coefficients, PlanBuffer result, Activation activation, int firstBlock, int blocks)
    {
        (Kind, Reads, Writes) = ("normalisation", [image, coefficients], [result]);
        (_kernels, _activation, _firstBlock, _blocks) = (kernels, activation, firstBlock, blocks);
    }

    protected override void Bind()
    {
        var image = Image(Reads[0]);
        var coefficients = new CoefficientPointers(Floats(Reads[1]), _blocks * BlockedImage.Lanes);
        var first = _firstBlock * BlockedImage.Lanes;
        _arguments = new BatchNormArguments { Input = image, Scale = coefficients.Scale + first, Shift = coefficients.Shift + first, Activation = (ConvActivation)_activation, Output = Image(Writes[0]) };
        Chunks = NormalizationKernels.Chunks(image);
    }

    public override void Run(int chunk, int worker) => _kernels.Apply(_arguments, chunk);
}

/// <summary>Partial sums of the backward pass.</summary>
internal sealed unsafe class BatchNormPartialsStep : Step
{
    private readonly NormalizationKernels _kernels;
    private readonly Activation _activation;
    private BatchNormArguments _arguments;
    private nint _quantity;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public BatchNormPartialsStep(NormalizationKernels kernels, PlanBuffer image, PlanBuffer gradient, PlanBuffer coefficients, PlanBuffer partials, Activation activation) =>
        (_kernels, _activation, Kind, Reads, Writes) = (kernels, activation, "normalisation sums", [image, gradient, coefficients], [partials]);

    protected override void Bind()
    {
        var image = Image(Reads[0]);
        var coefficients = new CoefficientPointers(Floats(Reads[2]), image.Blocks * BlockedImage.Lanes);
        _arguments = new BatchNormArguments
        {
            Input = image,
            Gradient = Image(Reads[1]),
            Scale = coefficients.Scale,
            Shift = coefficients.Shift,
            Mean = coefficients.Mean,
            Activation = (ConvActivation)_activation,
        };
        _quantity = NormalizationKernels.PartialDoubles(image);
        Chunks = NormalizationKernels.Chunks(image);
    }

    public override void Run(int chunk, int worker)
    {
        var partials = (double*)Floats(Writes[0]);
        _kernels.GradientSums(_arguments, partials, partials + _quantity, chunk);
    }
}

/// <summary>[sum g, sum g xhat] from partials.</summary>
internal sealed unsafe class BatchNormSumsStep : ChannelStep
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public BatchNormSumsStep(PlanBuffer image, PlanBuffer coefficients, PlanBuffer partials, PlanBuffer result) : base([image, coefficients, partials], result) { }

    public override void Run(int chunk, int worker)
    {
        var image = Image(Reads[0]);
        var coefficients = new CoefficientPointers(Floats(Reads[1]), image.Blocks * BlockedImage.Lanes);
        var partials = (double*)Floats(Reads[2]);
        Combine(image, partials, Sums);
        Combine(image, partials + NormalizationKernels.PartialDoubles(image), OtherSums);
        var channels = Reads[0].Segments.Channels;
        foreach (var (lane, channel) in Channels)
        {
            Floats(Writes[0])[channel] = (float)Sums[lane];
            Floats(Writes[0])[channels + channel] = (float)(coefficients.Inverse[lane] * OtherSums[lane]);
        }
    }
}

/// <summary>The three factors of the input gradient, by lane.</summary>
internal sealed unsafe class BatchNormFactorsStep : ChannelStep
{
    private readonly bool _fromBatch;
    private readonly double _count;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public BatchNormFactorsStep(PlanBuffer image, PlanBuffer coefficients, PlanBuffer sums, PlanBuffer factors, bool fromBatch, double count)
        : base([image, coefficients, sums], factors) => (_fromBatch, _count) = (fromBatch, count);

    public override void Run(int chunk, int worker)
    {
        var lanes = Reads[0].Segments.Blocks * BlockedImage.Lanes;
        var coefficients = new CoefficientPointers(Floats(Reads[1]), lanes);
        float* sums = Floats(Reads[2]), a = Floats(Writes[0]), b = a + lanes, c = b + lanes;
        new Span<float>(a, 3 * lanes).Clear();
        var channels = Reads[0].Segments.Channels;
        foreach (var (lane, channel) in Channels)
        {
            a[lane] = coefficients.Scale[lane];
            if (!_fromBatch) continue;
            var (slope, offset) = BatchNormInputGradient.Shift(coefficients.Scale[lane], coefficients.Inverse[lane], coefficients.Mean[lane], sums[channel], sums[channels + channel], _count);
            (b[lane], c[lane]) = ((float)slope, (float)offset);
        }
    }
}

/// <summary>The gradient of the normalised image.</summary>
internal sealed unsafe class BatchNormInputGradientStep : Step
{
    private readonly NormalizationKernels _kernels;
    private readonly Activation _activation;
    private BatchNormArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public BatchNormInputGradientStep(NormalizationKernels kernels, PlanBuffer image, PlanBuffer gradient, PlanBuffer coefficients, PlanBuffer factors, PlanBuffer result, Activation activation) =>
        (_kernels, _activation, Kind, Reads, Writes) = (kernels, activation, "normalisation gradient", [image, gradient, coefficients, factors], [result]);

    protected override void Bind()
    {
        var image = Image(Reads[0]);
        var lanes = image.Blocks * BlockedImage.Lanes;
        var coefficients = new CoefficientPointers(Floats(Reads[2]), lanes);
        var factors = Floats(Reads[3]);
        _arguments = new BatchNormArguments
        {
            Input = image,
            Gradient = Image(Reads[1]),
            Scale = coefficients.Scale,
            Shift = coefficients.Shift,
            Activation = (ConvActivation)_activation,
            GradientFactor = factors,
            InputFactor = factors + lanes,
            Offset = factors + 2 * lanes,
            InputGradient = Image(Writes[0]),
        };
        Chunks = NormalizationKernels.Chunks(image);
    }

    public override void Run(int chunk, int worker) => _kernels.InputGradient(_arguments, chunk);
}
