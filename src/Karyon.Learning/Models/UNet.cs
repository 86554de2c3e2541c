using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// U-Net with a pluggable encoder, in the form of segmentation_models.pytorch 0.3.3: five decoder blocks, each nearest x2, concatenation
/// with the skip feature, twice (convolution 3/1/1 without bias, batch norm, ReLU); head convolution 3/1/1 with bias. Names:
/// <c>encoder.*</c>, <c>decoder.blocks.i.conv{1,2}.{0,1}.*</c>, <c>segmentation_head.0.{weight,bias}</c>.
/// </summary>
public sealed class UNet : Module
{
    private readonly DecoderBlock[] _blocks;
    private readonly Conv2d _head;

    /// <summary>Makes the network; decoder and head are zero until initialised or loaded.</summary>
    /// <param name="encoder">Contracting half; owned from here on.</param>
    /// <param name="widths">Channels of the five decoder blocks, coarse to fine.</param>
    /// <param name="outputs">Channels of the result.</param>
    public UNet(Encoder encoder, IReadOnlyList<int> widths, int outputs)
    {
        Encoder = Register("encoder", encoder);
        _blocks = new DecoderBlock[widths.Count];
        var inputs = encoder.Channels[^1];
        for (var i = 0; i < widths.Count; i++)
        {
            var skip = i < 4 ? encoder.Channels[3 - i] : 0;
            _blocks[i] = Register($"decoder.blocks.{i}", new DecoderBlock(inputs + skip, widths[i]));
            inputs = widths[i];
        }
        _head = Register("segmentation_head.0", new Conv2d(inputs, outputs, 3, padding: 1));
    }

    /// <summary>The contracting half.</summary>
    public Encoder Encoder { get; }

    /// <summary>Writes the network down for a normalised image [N, 3, H, W], sides divisible by 32; the result is [N, outputs, H, W], raw.</summary>
    /// <exception cref="ArgumentException">A side is not divisible by 32; the message says what to pad to.</exception>
    public Value Forward(Value image)
    {
        int height = image.Shape[2], width = image.Shape[3];
        if (height % 32 != 0 || width % 32 != 0 || height == 0 || width == 0)
            throw new ArgumentException($"a U-Net of stride 32 cannot take {width} x {height} px; pad to {(width + 31) / 32 * 32} x {(height + 31) / 32 * 32}", nameof(image));
        var features = Encoder.Forward(image);
        var x = features[^1]!;
        for (var i = 0; i < _blocks.Length; i++) x = _blocks[i].Forward(x, i < 4 ? features[3 - i] : null);
        return _head.Forward(x);
    }

    private sealed class DecoderBlock : Module
    {
        private readonly Conv2d _conv1;
        private readonly BatchNorm2d _norm1;
        private readonly Conv2d _conv2;
        private readonly BatchNorm2d _norm2;

        public DecoderBlock(int inputs, int width)
        {
            _conv1 = Register("conv1.0", new Conv2d(inputs, width, 3, padding: 1, bias: false));
            _norm1 = Register("conv1.1", new BatchNorm2d(width));
            _conv2 = Register("conv2.0", new Conv2d(width, width, 3, padding: 1, bias: false));
            _norm2 = Register("conv2.1", new BatchNorm2d(width));
        }

        public Value Forward(Value x, Value? skip)
        {
            x = x.ResizeNearest(2 * x.Shape[2], 2 * x.Shape[3]);
            if (skip is not null) x = ValueExtensions.ConcatChannels(x, skip);
            x = _norm1.Forward(_conv1.Forward(x)).Relu();
            return _norm2.Forward(_conv2.Forward(x)).Relu();
        }
    }
}
