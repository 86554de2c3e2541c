using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// Residual network of basic blocks (He et al. 2015), PyTorch's names: <c>conv1</c>, <c>bn1</c>, <c>layer1..4.i.{conv1, bn1, conv2, bn2, downsample.0, downsample.1}</c>.
/// Stem 7/2/3 with batch norm and ReLU (stride 2), max pooling 3/2/1, four stages.
/// </summary>
public sealed class ResNetEncoder : Encoder
{
    private static readonly int[] Widths = [64, 128, 256, 512];
    private readonly Conv2d _stem;
    private readonly BatchNorm2d _stemNorm;
    private readonly BasicBlock[][] _stages = new BasicBlock[4][];

    /// <summary>Makes the network; weights are zero until initialised or loaded.</summary>
    /// <param name="depths">Blocks a stage: 3, 4, 6, 3 for ResNet-34.</param>
    public ResNetEncoder(IReadOnlyList<int> depths)
    {
        _stem = Register("conv1", new Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false));
        _stemNorm = Register("bn1", new BatchNorm2d(64));
        var inputs = 64;
        for (var s = 0; s < 4; s++)
        {
            _stages[s] = new BasicBlock[depths[s]];
            for (var i = 0; i < depths[s]; i++)
            {
                _stages[s][i] = Register($"layer{s + 1}.{i}", new BasicBlock(inputs, Widths[s], i == 0 && s > 0 ? 2 : 1));
                inputs = Widths[s];
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Channels => [64, 64, 128, 256, 512];

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Forward(Value image)
    {
        var x = _stemNorm.Forward(_stem.Forward(image)).Relu();
        var features = new List<Value?> { x };
        x = x.MaxPool2d(3, 2, 1);
        foreach (var stage in _stages)
        {
            foreach (var block in stage) x = block.Forward(x);
            features.Add(x);
        }
        return features;
    }

    private sealed class BasicBlock : Module
    {
        private readonly Conv2d _conv1;
        private readonly BatchNorm2d _bn1;
        private readonly Conv2d _conv2;
        private readonly BatchNorm2d _bn2;
        private readonly Conv2d? _shortcut;
        private readonly BatchNorm2d? _shortcutNorm;

        public BasicBlock(int inputs, int width, int stride)
        {
            _conv1 = Register("conv1", new Conv2d(inputs, width, 3, stride, 1, bias: false));
            _bn1 = Register("bn1", new BatchNorm2d(width));
            _conv2 = Register("conv2", new Conv2d(width, width, 3, 1, 1, bias: false));
            _bn2 = Register("bn2", new BatchNorm2d(width));
            if (stride == 1 && inputs == width) return;
            _shortcut = Register("downsample.0", new Conv2d(inputs, width, 1, stride, bias: false));
            _shortcutNorm = Register("downsample.1", new BatchNorm2d(width));
        }

        public Value Forward(Value x)
        {
            var y = _bn1.Forward(_conv1.Forward(x)).Relu();
            y = _bn2.Forward(_conv2.Forward(y));
            var shortcut = _shortcut is null ? x : _shortcutNorm!.Forward(_shortcut.Forward(x));
            return (y + shortcut).Relu();
        }
    }
}
