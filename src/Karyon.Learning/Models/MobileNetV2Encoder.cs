using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// MobileNetV2 1.0 (Sandler et al. 2018) without its last 1x1 convolution and classifier, torchvision's names (<c>features.K...</c>).
/// As in the weights it starts from, block 1 has an expansion (32 to 32) too. Symmetric padding; ReLU6 after all but the projections.
/// </summary>
public sealed class MobileNetV2Encoder : Encoder
{
    private readonly Conv2d _stem;
    private readonly BatchNorm2d _stemNorm;
    private readonly List<InvertedResidual> _blocks = [];

    /// <summary>Makes the network; weights are zero until initialised or loaded.</summary>
    public MobileNetV2Encoder()
    {
        _stem = Register("features.0.0", new Conv2d(3, MobileNetV2Table.Stem, 3, stride: 2, padding: 1, bias: false));
        _stemNorm = Register("features.0.1", new BatchNorm2d(MobileNetV2Table.Stem));
        foreach (var (inputs, expansion, width, stride) in MobileNetV2Table.Blocks)
            _blocks.Add(Register($"features.{_blocks.Count + 1}.conv", new InvertedResidual(inputs, width, expansion, stride)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Channels => [16, 24, 32, 96, 320];

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Forward(Value image)
    {
        var x = _stemNorm.Forward(_stem.Forward(image)).Relu6();
        var features = new List<Value?>();
        for (var i = 0; i < _blocks.Count; i++)
        {
            x = _blocks[i].Forward(x);
            if (MobileNetV2Table.Taps.Contains(i + 1)) features.Add(x);
        }
        return features;
    }

    private sealed class InvertedResidual : Module
    {
        private readonly Conv2d _expand;
        private readonly BatchNorm2d _expandNorm;
        private readonly Conv2d _depthwise;
        private readonly BatchNorm2d _depthwiseNorm;
        private readonly Conv2d _project;
        private readonly BatchNorm2d _projectNorm;
        private readonly bool _residual;

        public InvertedResidual(int inputs, int width, int expansion, int stride)
        {
            var hidden = inputs * expansion;
            _expand = Register("0.0", new Conv2d(inputs, hidden, 1, bias: false));
            _expandNorm = Register("0.1", new BatchNorm2d(hidden));
            _depthwise = Register("1.0", new Conv2d(hidden, hidden, 3, stride, 1, groups: hidden, bias: false));
            _depthwiseNorm = Register("1.1", new BatchNorm2d(hidden));
            _project = Register("2", new Conv2d(hidden, width, 1, bias: false));
            _projectNorm = Register("3", new BatchNorm2d(width));
            _residual = stride == 1 && inputs == width;
        }

        public Value Forward(Value x)
        {
            var y = _expandNorm.Forward(_expand.Forward(x)).Relu6();
            y = _depthwiseNorm.Forward(_depthwise.Forward(y)).Relu6();
            y = _projectNorm.Forward(_project.Forward(y));
            return _residual ? x + y : y;
        }
    }
}
