using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>A depthwise convolution: what it reads and what it writes.</summary>
internal readonly unsafe struct DepthwiseArguments
{
    /// <summary>The input; its halo holds zeros as far as <see cref="ConvShape.RequiredHalo"/>.</summary>
    public readonly BlockedImage Input;

    /// <summary>The output; its halo is zeroed along with its rows.</summary>
    public readonly BlockedImage Output;

    /// <summary>Weights as <see cref="DepthwiseWeights.Pack"/> lays them out.</summary>
    public readonly float* Weights;

    /// <summary>One value for each lane of each block, or null for none.</summary>
    public readonly float* Bias;

    public readonly ConvShape Shape;
    public readonly ConvActivation Activation;

    /// <exception cref="ArgumentException">Images or blocks differ, or the input's halo is too small for the window.</exception>
    public DepthwiseArguments(BlockedImage input, BlockedImage output, float* weights, float* bias, ConvShape shape, ConvActivation activation)
    {
        if (input.Images != output.Images || input.Blocks != output.Blocks)
            throw new ArgumentException($"depthwise: input has {input.Images} images of {input.Blocks} blocks, output {output.Images} of {output.Blocks}; they must agree");
        var halo = shape.RequiredHalo(input.Height, input.Width, output.Height, output.Width);
        if (input.Halo < halo)
            throw new ArgumentException($"depthwise: the input's halo is {input.Halo} pixels, the window reaches {halo}; plan a wider halo");
        Input = input;
        Output = output;
        Weights = weights;
        Bias = bias;
        Shape = shape;
        Activation = activation;
    }
}
