using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Depthwise;
using Karyon.Tensors.Kernels.Vector.Heads;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>For which kernel weights are packed.</summary>
internal enum WeightOrder
{
    Forward,
    InputGradient,
    Stem,
}

/// <summary>Brings weights into the order of the direct kernels.</summary>
internal sealed unsafe class PackWeightsStep : Step
{
    private readonly ConvShape _shape;
    private readonly ChannelSegments _inputs;
    private readonly ChannelSegments _outputs;
    private readonly WeightOrder _order;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PackWeightsStep(PlanBuffer weights, PlanBuffer packed, ConvShape shape, ChannelSegments inputs, ChannelSegments outputs, WeightOrder order)
    {
        (Kind, Reads, Writes) = ("pack weights", [weights], [packed]);
        (_shape, _inputs, _outputs, _order) = (shape, inputs, outputs, order);
    }

    protected override void Bind() => Chunks = _order switch
    {
        WeightOrder.Stem => 1,
        WeightOrder.Forward => _outputs.Blocks,
        _ => _inputs.Blocks,
    };

    public override void Run(int chunk, int worker)
    {
        float* dense = Floats(Reads[0]), packed = Floats(Writes[0]);
        switch (_order)
        {
            case WeightOrder.Stem:
                ConvWeights.PackStem(dense, _inputs.Channels, _outputs.Channels, _shape, packed);
                break;
            case WeightOrder.Forward:
                ConvWeights.Pack(dense, _inputs.Lengths, _outputs.Lengths, _shape, packed, chunk, chunk + 1);
                break;
            default:
                ConvWeights.PackInputGradient(dense, _inputs.Lengths, _outputs.Lengths, _shape, packed, chunk, chunk + 1);
                break;
        }
    }
}

/// <summary>Brings a head's weights into the order of its tiles.</summary>
internal sealed unsafe class PackHeadStep : Step
{
    private readonly ChannelSegments _inputs;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PackHeadStep(PlanBuffer weights, PlanBuffer packed, ChannelSegments inputs) =>
        (Kind, Reads, Writes, _inputs) = ("pack weights", [weights], [packed], inputs);

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker)
    {
        var shape = Reads[0].Shape;
        HeadWeights.Pack(Floats(Reads[0]), HeadArguments.ChannelsOf(_inputs), shape[0], shape[2] * shape[3], Floats(Writes[0]));
    }
}

/// <summary>Pads a bias to whole blocks.</summary>
internal sealed unsafe class PackBiasStep : Step
{
    private readonly ChannelSegments _outputs;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PackBiasStep(PlanBuffer bias, PlanBuffer packed, ChannelSegments outputs) => (Kind, Reads, Writes, _outputs) = ("pack weights", [bias], [packed], outputs);

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker) => ConvWeights.PackBias(Floats(Reads[0]), _outputs.Lengths, Floats(Writes[0]));
}

/// <summary>Brings weights of depthwise convolutions into blocks.</summary>
internal sealed unsafe class PackDepthwiseStep : Step
{
    private readonly ChannelSegments _channels;
    private readonly int _taps;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PackDepthwiseStep(PlanBuffer weights, PlanBuffer packed, ChannelSegments channels, int taps) =>
        (Kind, Reads, Writes, _channels, _taps) = ("pack weights", [weights], [packed], channels, taps);

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker) => DepthwiseWeights.Pack(Floats(Reads[0]), Floats(Writes[0]), _channels.Lengths, _taps);
}

/// <summary>Brings gradients of depthwise weights, one for each image, back into PyTorch's order.</summary>
internal sealed unsafe class UnpackDepthwiseStep : Step
{
    private readonly ChannelSegments _channels;
    private readonly int _taps;
    private readonly int _images;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public UnpackDepthwiseStep(PlanBuffer packed, PlanBuffer dense, ChannelSegments channels, int taps, int images) =>
        (Kind, Reads, Writes, _channels, _taps, _images) = ("pack weights", [packed], [dense], channels, taps, images);

    protected override void Bind() => Chunks = 1;

    public override void Run(int chunk, int worker) => DepthwiseWeights.Unpack(Floats(Reads[0]), Floats(Writes[0]), _channels.Lengths, _taps, _images);
}

/// <summary>Transforms weights for Winograd's convolution.</summary>
internal sealed unsafe class PackWinogradStep : Step
{
    private readonly WinogradPack _kernels;
    private WinogradPackArguments _arguments;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PackWinogradStep(WinogradPack kernels, PlanBuffer weights, PlanBuffer packed, WinogradPackArguments arguments) =>
        (Kind, Reads, Writes, _kernels, _arguments) = ("pack weights", [weights], [packed], kernels, arguments);

    protected override void Bind()
    {
        _arguments = new WinogradPackArguments
        {
            Dense = Floats(Reads[0]),
            Packed = Floats(Writes[0]),
            Inputs = _arguments.Inputs,
            Outputs = _arguments.Outputs,
            Form = _arguments.Form,
            Mirrored = _arguments.Mirrored,
        };
        Chunks = _kernels.Chunks(_arguments);
        ScratchFloats = _kernels.ScratchFloats(_arguments);
    }

    public override void Run(int chunk, int worker) => _kernels.Run(_arguments, chunk, Scratch(worker));
}
