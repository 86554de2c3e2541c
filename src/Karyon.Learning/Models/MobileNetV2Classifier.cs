using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// MobileNetV2 1.0 (Sandler et al. 2018) with its ImageNet classifier, as TensorFlow published it: batch norms folded, so that every
/// convolution has a bias, and TensorFlow's SAME padding. Names are torchvision's with the norms left out: <c>features.0.0</c>,
/// <c>features.1.conv.{0.0, 1}</c>, <c>features.K.conv.{0.0, 1.0, 2}</c>, <c>features.18.0</c>, <c>classifier.1</c>. It proves that weight
/// files are read right; networks that are trained start from <see cref="MobileNetV2Encoder"/>.
/// </summary>
public sealed class MobileNetV2Classifier : Module
{
    private readonly List<FoldedConvolution> _convolutions = [];

    /// <summary>Makes the network; weights are zero until loaded.</summary>
    /// <param name="classes">Classes, background included: 1001 in the published files.</param>
    public MobileNetV2Classifier(int classes = 1001)
    {
        Add("features.0.0", 3, MobileNetV2Table.Stem, 3, stride: 2);
        for (var k = 1; k <= MobileNetV2Table.Blocks.Count; k++)
        {
            var (inputs, expansion, width, stride) = MobileNetV2Table.Blocks[k - 1];
            var hidden = inputs * expansion;
            var part = 0;
            if (expansion > 1) Add($"features.{k}.conv.{part++}.0", inputs, hidden, 1);
            Add($"features.{k}.conv.{part++}.0", hidden, hidden, 3, stride, groups: hidden);
            Add($"features.{k}.conv.{part}", hidden, width, 1, clamps: false, endsResidual: stride == 1 && inputs == width);
        }
        Add("features.18.0", MobileNetV2Table.Blocks[^1].Width, MobileNetV2Table.Last, 1);
        Classifier = Register("classifier.1", new Linear(MobileNetV2Table.Last, classes));
    }

    /// <summary>The convolutions, in the order in which they run.</summary>
    internal IReadOnlyList<FoldedConvolution> Convolutions => _convolutions;

    /// <summary>The linear layer that runs last, on the features' means.</summary>
    internal Linear Classifier { get; }

    /// <summary>Writes the network down.</summary>
    /// <param name="image">RGB 0..255, [N, 3, H, W]; published for 224 x 224. It is scaled to -1..1 here.</param>
    public ClassifierOutputs Forward(Value image)
    {
        var layers = new Queue<FoldedConvolution>(_convolutions);
        var x = layers.Dequeue().Forward(new Value(new ScaleShift((float)(1 / 127.5), -1), image));
        var stages = new List<Value>();
        for (var k = 1; k <= MobileNetV2Table.Blocks.Count; k++)
        {
            var block = x;
            for (var parts = MobileNetV2Table.Blocks[k - 1].Expansion > 1 ? 3 : 2; parts > 0; parts--)
            {
                var layer = layers.Dequeue();
                x = layer.Forward(x);
                if (layer.EndsResidual) x = block + x;
            }
            if (MobileNetV2Table.Taps.Contains(k)) stages.Add(x);
        }
        var last = layers.Dequeue().Forward(x);
        return new ClassifierOutputs(stages, last, Classifier.Forward(last.Mean([2, 3])));
    }

    private void Add(string name, int inputs, int outputs, int kernel, int stride = 1, int groups = 1, bool clamps = true, bool endsResidual = false) =>
        _convolutions.Add(Register(name, new FoldedConvolution(name, inputs, outputs, kernel, stride, groups, clamps, endsResidual)));
}
