using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>The gradient of a depthwise convolution by its input: what it reads and what it writes.</summary>
internal readonly unsafe struct DepthwiseInputGradientArguments
{
    /// <summary>Gradient by the output; its halo holds zeros as far as <see cref="DepthwiseWindow.GradientHalo"/>.</summary>
    public readonly BlockedImage OutputGradient;

    /// <summary>Gradient by the input, overwritten; its halo is zeroed along with its rows.</summary>
    public readonly BlockedImage InputGradient;

    /// <summary>Weights as <see cref="DepthwiseWeights.Pack"/> lays them out: the same as for the forward pass.</summary>
    public readonly float* Weights;

    public readonly ConvShape Shape;

    /// <exception cref="ArgumentException">Images or blocks differ, or the gradient's halo is too small for the window.</exception>
    public DepthwiseInputGradientArguments(BlockedImage outputGradient, BlockedImage inputGradient, float* weights, ConvShape shape)
    {
        if (outputGradient.Images != inputGradient.Images || outputGradient.Blocks != inputGradient.Blocks)
            throw new ArgumentException($"depthwise gradient: output gradient has {outputGradient.Images} images of {outputGradient.Blocks} blocks, input gradient {inputGradient.Images} of {inputGradient.Blocks}; they must agree");
        var halo = shape.GradientHalo(inputGradient.Height, inputGradient.Width, outputGradient.Height, outputGradient.Width);
        if (outputGradient.Halo < halo)
            throw new ArgumentException($"depthwise gradient: the output gradient's halo is {outputGradient.Halo} pixels, the window reaches {halo}; plan a wider halo");
        OutputGradient = outputGradient;
        InputGradient = inputGradient;
        Weights = weights;
        Shape = shape;
    }
}
