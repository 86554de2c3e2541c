using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// MobileNetV2 1.0 (Sandler et al. 2018) without its last 1x1 convolution and classifier, torchvision's names (<c>features.K...</c>).
/// As in the weights it starts from, block 1 has an expansion (32 to 32) too. Symmetric padding; ReLU6 after all but the projections.
/// </summary>
public sealed class MobileNetV2Encoder : Encoder
{
    /// <summary>Expansion, output channels, blocks, first stride: the paper's table 2.</summary>
    private static readonly (int Expansion, int Width, int Blocks, int Stride)[] Table =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private static readonly int[] Taps = [1, 3, 6, 13, 17];
    private readonly Conv2d _stem;
    private readonly BatchNorm2d _stemNorm;
    private readonly List<InvertedResidual> _blocks = [];

    /// <summary>Makes the network; weights are zero until initialised or loaded.</summary>
    public MobileNetV2Encoder()
    {
        _stem = Register("features.0.0", new Conv2d(3, 32, 3, stride: 2, padding: 1, bias: false));
        _stemNorm = Register("features.0.1", new BatchNorm2d(32));
        var inputs = 32;
        foreach (var (expansion, width, blocks, stride) in Table)
            for (var i = 0; i < blocks; i++)
            {
                _blocks.Add(Register($"features.{_blocks.Count + 1}.conv", new InvertedResidual(inputs, width, expansion, i == 0 ? stride : 1)));
                inputs = width;
            }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Channels => [16, 24, 32, 96, 320];

    /// <inheritdoc/>
    public override IReadOnlyList<Value> Forward(Value image)
    {
        var x = _stemNorm.Forward(_stem.Forward(image)).Relu6();
        var features = new List<Value>();
        for (var i = 0; i < _blocks.Count; i++)
        {
            x = _blocks[i].Forward(x);
            if (Taps.Contains(i + 1)) features.Add(x);
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
