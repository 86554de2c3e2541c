using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>A convolution with a bias, its batch norm folded in, padded by TensorFlow's rule SAME: ceil(size / stride) results, an odd row or column of zeros at the bottom and right.</summary>
internal sealed class FoldedConvolution : Module
{
    /// <summary>Makes the layer; weights are zero until loaded.</summary>
    public FoldedConvolution(string name, int inputs, int outputs, int kernel, int stride, int groups, bool clamps, bool endsResidual)
    {
        (Name, Kernel, Stride, Groups, Clamps, EndsResidual) = (name, kernel, stride, groups, clamps, endsResidual);
        Weight = Register("weight", new Parameter(new Shape(outputs, inputs / groups, kernel, kernel)));
        Bias = Register("bias", new Parameter(new Shape(outputs)));
    }

    /// <summary>Its place in the network.</summary>
    public string Name { get; }

    /// <summary>Rows and columns of the kernel.</summary>
    public int Kernel { get; }

    /// <summary>Pixels between windows.</summary>
    public int Stride { get; }

    /// <summary>Groups of channels; as many as channels: depthwise.</summary>
    public int Groups { get; }

    /// <summary>Whether ReLU6 follows.</summary>
    public bool Clamps { get; }

    /// <summary>Whether the block's input is added to the result.</summary>
    public bool EndsResidual { get; }

    /// <summary>[O, I / groups, k, k].</summary>
    public Parameter Weight { get; }

    /// <summary>[O].</summary>
    public Parameter Bias { get; }

    /// <summary>Writes the layer down for an image [N, I, H, W].</summary>
    public Value Forward(Value x)
    {
        var (top, bottom) = Padding(x.Shape[2]);
        var (left, right) = Padding(x.Shape[3]);
        var y = x.Conv2d(Weight.Value, Bias.Value, new ConvolutionGeometry(Stride, Stride, top, left, bottom, right, 1, 1, Groups));
        return Clamps ? y.Relu6() : y;
    }

    private (int Before, int After) Padding(int size)
    {
        var total = Math.Max(((size + Stride - 1) / Stride - 1) * Stride + Kernel - size, 0);
        return (total / 2, total - total / 2);
    }
}
