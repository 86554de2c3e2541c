using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// UNI2-UperHover, the network of the SegTME card: a vision transformer whose patches after four blocks are projected and resized to four
/// levels, and two UperNet heads (Xiao et al., ECCV 2018) that share nothing but these: classes, and horizontal and vertical maps. Where the
/// card is silent: taps raw, projected before they are resized, bilinear, no activation on the maps. Names: <c>backbone.*</c>, <c>projections.i.*</c>, <c>{semantic,hv}_head.*</c> as in transformers' UperNet.
/// </summary>
public sealed class UperHover : Module
{
    private readonly VisionTransformer _backbone;
    private readonly Conv2d[] _projections;
    private readonly UperHead _semantic;
    private readonly UperHead _distances;

    /// <summary>Makes the network; weights are zero until loaded.</summary>
    public UperHover(UperHoverSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        Size = size;
        _backbone = Register("backbone", new VisionTransformer(size.Backbone));
        _projections = [.. size.Levels.Select((width, i) => Register($"projections.{i}", new Conv2d(size.Backbone.Width, width, 1)))];
        _semantic = Register("semantic_head", new UperHead(size.Levels, size.Hidden, size.Classes));
        _distances = Register("hv_head", new UperHead(size.Levels, size.Hidden, 2));
    }

    /// <summary>Its sizes.</summary>
    public UperHoverSize Size { get; }

    /// <summary>Writes the network down: class logits and maps at a quarter of the image's size.</summary>
    /// <param name="image">RGB normalised with ImageNet's mean and deviation, [N, 3, H, W], sides divisible by the patch.</param>
    public UperHoverMaps Forward(Value image)
    {
        var taps = _backbone.ForwardTaps(image, Size.Taps);
        var levels = new List<Value>();
        for (var i = 0; i < taps.Count; i++)
        {
            // Strides 4, 8, 16 and 32 of the image.
            int height = Math.Max(1, image.Shape[2] >> (i + 2)), width = Math.Max(1, image.Shape[3] >> (i + 2));
            levels.Add(Resize(_projections[i].Forward(taps[i]), height, width));
        }
        return new UperHoverMaps(_semantic.Forward(levels), _distances.Forward(levels));
    }

    private static Value Resize(Value x, int height, int width) => x.Shape[2] == height && x.Shape[3] == width ? x : x.ResizeBilinear(height, width);

    /// <summary>A convolution without bias, batch norm and ReLU.</summary>
    private sealed class ConvNorm : Module
    {
        private readonly Conv2d _conv;
        private readonly BatchNorm2d _norm;

        public ConvNorm(int inputs, int outputs, int kernel)
        {
            _conv = Register("conv", new Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: false));
            _norm = Register("batch_norm", new BatchNorm2d(outputs));
        }

        public Value Forward(Value x) => _norm.Forward(_conv.Forward(x)).Relu();
    }

    /// <summary>UperNet: pyramid pooling on the coarsest level, a feature pyramid down to the finest, all levels joined.</summary>
    private sealed class UperHead : Module
    {
        private static readonly int[] Scales = [1, 2, 3, 6];
        private readonly ConvNorm[] _pools;
        private readonly ConvNorm _bottleneck;
        private readonly ConvNorm[] _laterals;
        private readonly ConvNorm[] _smooth;
        private readonly ConvNorm _fusion;
        private readonly Conv2d _classifier;

        public UperHead(IReadOnlyList<int> levels, int hidden, int outputs)
        {
            _classifier = Register("classifier", new Conv2d(hidden, outputs, 1));
            _pools = [.. Scales.Select((_, i) => Register($"psp_modules.{i}.1", new ConvNorm(levels[^1], hidden, 1)))];
            _bottleneck = Register("bottleneck", new ConvNorm(levels[^1] + Scales.Length * hidden, hidden, 3));
            _laterals = [.. levels.SkipLast(1).Select((width, i) => Register($"lateral_convs.{i}", new ConvNorm(width, hidden, 1)))];
            _smooth = [.. levels.SkipLast(1).Select((_, i) => Register($"fpn_convs.{i}", new ConvNorm(hidden, hidden, 3)))];
            _fusion = Register("fpn_bottleneck", new ConvNorm(levels.Count * hidden, hidden, 3));
        }

        public Value Forward(IReadOnlyList<Value> levels)
        {
            var top = levels[^1];
            Value[] pooled = [top, .. Scales.Select((scale, i) => Resize(_pools[i].Forward(top.AdaptiveAveragePool2d(scale)), top.Shape[2], top.Shape[3]))];
            List<Value> pyramid = [.. _laterals.Select((lateral, i) => lateral.Forward(levels[i])), _bottleneck.Forward(ValueExtensions.ConcatChannels(pooled))];
            for (var i = pyramid.Count - 1; i > 0; i--) pyramid[i - 1] += Resize(pyramid[i], pyramid[i - 1].Shape[2], pyramid[i - 1].Shape[3]);
            for (var i = 0; i < _smooth.Length; i++) pyramid[i] = _smooth[i].Forward(pyramid[i]);
            int height = pyramid[0].Shape[2], width = pyramid[0].Shape[3];
            return _classifier.Forward(_fusion.Forward(ValueExtensions.ConcatChannels([.. pyramid.Select(level => Resize(level, height, width))])));
        }
    }
}

/// <summary>What UNI2-UperHover gives, raw, at a quarter of the image's size.</summary>
/// <param name="Semantic">Logits of the classes, [N, classes, H / 4, W / 4].</param>
/// <param name="Hv">Horizontal and vertical map, [N, 2, H / 4, W / 4].</param>
public sealed record UperHoverMaps(Value Semantic, Value Hv);
