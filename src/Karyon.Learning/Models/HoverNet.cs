using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// HoVer-Net (Graham et al., Medical Image Analysis 2019) as its PyTorch repository has it: a pre-activated ResNet-50 without early
/// pooling, and a decoder for each of the branches np (nucleus), hv (horizontal and vertical map) and tp (type). Skips are added, convolutions of
/// the decoder are valid, so the maps are smaller than the image. Input: RGB 0..255 as float, [N, 3, H, W]; divided by 255 here. Names of
/// tensors are the repository's, slashes included.
/// </summary>
public sealed class HoverNet : HoverNetwork
{
    private readonly Conv2d _stem;
    private readonly BatchNorm2d _stemNorm;
    private readonly ResidualGroup[] _groups;
    private readonly Conv2d _bottom;
    private readonly Branch? _types;
    private readonly Branch _nuclei;
    private readonly Branch _distances;

    /// <summary>Makes the network; weights are zero until initialised or loaded.</summary>
    /// <param name="variant">The published form.</param>
    /// <param name="types">Channels of the type branch, background included; 0: no such branch.</param>
    public HoverNet(HoverNetVariant variant, int types)
        : this(variant, new NetworkDescription { Classes = NetworkDescription.UnnamedClasses(types) })
    {
    }

    /// <summary>Makes the network that a description is of; weights are zero until initialised or loaded.</summary>
    public HoverNet(HoverNetVariant variant, NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(description);
        Variant = variant;
        Description = description with { Architecture = variant.Architecture };
        var types = Types;
        _stem = Register("conv0./", new Conv2d(3, 64, 7, padding: variant.StemPadding, bias: false));
        _stemNorm = Register("conv0.bn", new BatchNorm2d(64));
        _groups =
        [
            Register("d0", new ResidualGroup(64, 64, 256, 3, 1)),
            Register("d1", new ResidualGroup(256, 128, 512, 4, 2)),
            Register("d2", new ResidualGroup(512, 256, 1024, 6, 2)),
            Register("d3", new ResidualGroup(1024, 512, 2048, 3, 2)),
        ];
        _bottom = Register("conv_bot", new Conv2d(2048, 1024, 1, bias: false));
        _types = types == 0 ? null : Register("decoder.tp", new Branch(variant.Kernel, types));
        _nuclei = Register("decoder.np", new Branch(variant.Kernel, 2));
        _distances = Register("decoder.hv", new Branch(variant.Kernel, 2));
    }

    /// <summary>The published form.</summary>
    public HoverNetVariant Variant { get; }

    /// <inheritdoc/>
    public override NetworkDescription Description { get; }

    /// <inheritdoc/>
    public override string Padding => "TensorFlow SAME in the encoder, none in the decoder";

    /// <summary>Channels of the type branch, background included; 0 without one.</summary>
    public int Types => Description.TypeChannels;

    /// <inheritdoc/>
    public override int MarginPx => Variant.Margin / 2;

    /// <inheritdoc/>
    public override int TrimPx => Variant.Remainder == 0 ? 0 : (Stride - Variant.Remainder) / 2;

    /// <summary>Pixels between the coarsest features.</summary>
    public const int Stride = 8;

    /// <inheritdoc/>
    public override HoverMaps Forward(Value image)
    {
        int height = image.Shape[2], width = image.Shape[3];
        if (!Variant.Accepts(height) || !Variant.Accepts(width))
            throw new ArgumentException($"HoVer-Net {Variant.Name} cannot take {width} x {height} px; pad to {Variant.NextSide(width)} x {Variant.NextSide(height)}", nameof(image));
        var features = new List<Value>();
        var x = _stemNorm.Forward(_stem.Forward(image / 255f)).Relu();
        foreach (var group in _groups) features.Add(x = group.Forward(x));
        Value fine = Crop(features[0], Variant.FineCrop), middle = Crop(features[1], Variant.CoarseCrop), coarse = features[2], bottom = _bottom.Forward(features[3]);
        return new HoverMaps(
            _nuclei.Forward(fine, middle, coarse, bottom), _distances.Forward(fine, middle, coarse, bottom), _types?.Forward(fine, middle, coarse, bottom));
    }

    /// <summary>Random weights: convolutions He normal by fan-out; the heads' biases uniform in ±1/8, as PyTorch leaves them.</summary>
    public void Initialize(ulong seed)
    {
        var index = 0UL;
        foreach (var parameter in TrainedParameters())
        {
            index++;
            var random = new CounterRandom(seed, index);
            if (parameter.Tensor.Shape.Rank == 4) Initialization.KaimingNormalFanOut(parameter, random);
            else if (parameter.Name.EndsWith("u0.conv.bias", StringComparison.Ordinal))
                for (var i = 0; i < parameter.Tensor.Span.Length; i++) parameter.Tensor.Span[i] = (random.UniformSingle((ulong)i) - 0.5f) / 4;
        }
    }

    private static Value Crop(Value x, int total) => x.CenterCrop(x.Shape[2] - total, x.Shape[3] - total);

    /// <summary>Zeros that TensorFlow's "same" adds for a stride: the smaller part before; computed from the height, used for both axes.</summary>
    private static ConvolutionGeometry Same(Value x, int kernel, int stride)
    {
        var rest = x.Shape[2] % stride;
        var total = Math.Max(kernel - (rest == 0 ? stride : rest), 0);
        var before = total / 2;
        return new ConvolutionGeometry(stride, stride, before, before, total - before, total - before, 1, 1, 1);
    }

    /// <summary>A residual group: pre-activated bottlenecks, each added to what came before.</summary>
    private sealed class ResidualGroup : Module
    {
        private readonly Bottleneck[] _units;
        private readonly Conv2d _shortcut;
        private readonly BatchNorm2d _norm;

        public ResidualGroup(int inputs, int width, int outputs, int units, int stride)
        {
            _units = new Bottleneck[units];
            for (var i = 0; i < units; i++) _units[i] = Register($"units.{i}", new Bottleneck(i == 0 ? inputs : outputs, width, outputs, i == 0 ? stride : 1, isFirst: i == 0));
            _shortcut = Register("shortcut", new Conv2d(inputs, outputs, 1, stride, bias: false));
            _norm = Register("blk_bna.bn", new BatchNorm2d(outputs));
        }

        public Value Forward(Value x)
        {
            var shortcut = _shortcut.Forward(x);
            foreach (var unit in _units) x = shortcut = unit.Forward(x) + shortcut;
            return _norm.Forward(x).Relu();
        }
    }

    private sealed class Bottleneck : Module
    {
        private readonly int _stride;
        private readonly BatchNorm2d? _activation;
        private readonly Conv2d _reduce;
        private readonly BatchNorm2d _reduceNorm;
        private readonly Conv2d _middle;
        private readonly BatchNorm2d _middleNorm;
        private readonly Conv2d _expand;

        public Bottleneck(int inputs, int width, int outputs, int stride, bool isFirst)
        {
            _stride = stride;
            _activation = isFirst ? null : Register("preact/bn", new BatchNorm2d(inputs));
            _reduce = Register("conv1", new Conv2d(inputs, width, 1, bias: false));
            _reduceNorm = Register("conv1/bn", new BatchNorm2d(width));
            _middle = Register("conv2", new Conv2d(width, width, 3, stride, bias: false));
            _middleNorm = Register("conv2/bn", new BatchNorm2d(width));
            _expand = Register("conv3", new Conv2d(width, outputs, 1, bias: false));
        }

        public Value Forward(Value x)
        {
            if (_activation is not null) x = _activation.Forward(x).Relu();
            x = _reduceNorm.Forward(_reduce.Forward(x)).Relu();
            x = x.Conv2d(_middle.Weight.Value, null, Same(x, 3, _stride));
            return _expand.Forward(_middleNorm.Forward(x).Relu());
        }
    }

    /// <summary>One decoder: features of 1024 channels at stride 8 up to maps at stride 1.</summary>
    private sealed class Branch : Module
    {
        private readonly int _kernel;
        private readonly Stage _coarse;
        private readonly Stage _middle;
        private readonly Conv2d _fine;
        private readonly BatchNorm2d _headNorm;
        private readonly Conv2d _head;

        public Branch(int kernel, int outputs)
        {
            _kernel = kernel;
            _coarse = Register("u3", new Stage(kernel, 1024, 256, 8));
            _middle = Register("u2", new Stage(kernel, 512, 128, 4));
            _fine = Register("u1.conva", new Conv2d(256, 64, kernel, bias: false));
            _headNorm = Register("u0.bn", new BatchNorm2d(64));
            _head = Register("u0.conv", new Conv2d(64, outputs, 1));
        }

        public Value Forward(Value fine, Value middle, Value coarse, Value bottom)
        {
            var x = _coarse.Forward(Double(bottom) + coarse);
            x = _middle.Forward(Double(x) + middle);
            x = Double(x) + fine;
            x = x.Conv2d(_fine.Weight.Value, null, Same(x, _kernel, 1));
            return _head.Forward(_headNorm.Forward(x).Relu());
        }

        private static Value Double(Value x) => x.ResizeNearest(2 * x.Shape[2], 2 * x.Shape[3]);
    }

    /// <summary>A valid convolution, a dense block, and a 1x1 convolution.</summary>
    private sealed class Stage : Module
    {
        private readonly Conv2d _first;
        private readonly DenseUnit[] _units;
        private readonly BatchNorm2d _norm;
        private readonly Conv2d _last;

        public Stage(int kernel, int inputs, int width, int units)
        {
            _first = Register("conva", new Conv2d(inputs, width, kernel, bias: false));
            _units = new DenseUnit[units];
            for (var i = 0; i < units; i++) _units[i] = Register($"dense.units.{i}", new DenseUnit(width + i * DenseUnit.Growth, kernel));
            var channels = width + units * DenseUnit.Growth;
            _norm = Register("dense.blk_bna.bn", new BatchNorm2d(channels));
            _last = Register("convf", new Conv2d(channels, channels, 1, bias: false));
        }

        public Value Forward(Value x)
        {
            x = _first.Forward(x);
            foreach (var unit in _units)
            {
                var added = unit.Forward(x);
                x = ValueExtensions.ConcatChannels(x.CenterCrop(added.Shape[2], added.Shape[3]), added);
            }
            return _last.Forward(_norm.Forward(x).Relu());
        }
    }

    private sealed class DenseUnit : Module
    {
        public const int Growth = 32;
        private const int Width = 128, Groups = 4;
        private readonly BatchNorm2d _activation;
        private readonly Conv2d _reduce;
        private readonly BatchNorm2d _reduceNorm;
        private readonly Conv2d _conv;

        public DenseUnit(int inputs, int kernel)
        {
            _activation = Register("preact_bna/bn", new BatchNorm2d(inputs));
            _reduce = Register("conv1", new Conv2d(inputs, Width, 1, bias: false));
            _reduceNorm = Register("conv1/bn", new BatchNorm2d(Width));
            _conv = Register("conv2", new Conv2d(Width, Growth, kernel, groups: Groups, bias: false));
        }

        public Value Forward(Value x) => _conv.Forward(_reduceNorm.Forward(_reduce.Forward(_activation.Forward(x).Relu())).Relu());
    }
}
