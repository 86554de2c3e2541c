using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>The gradient of a depthwise convolution by its weights: what it reads and what it writes.</summary>
internal readonly unsafe struct DepthwiseWeightGradientArguments
{
    /// <summary>The input of the forward pass, with the halo that the forward pass needed.</summary>
    public readonly BlockedImage Input;

    /// <summary>Gradient by the output; its halo is not read.</summary>
    public readonly BlockedImage OutputGradient;

    /// <summary>Gradients of each image by the weights, overwritten, one after the other, laid out as <see cref="DepthwiseWeights.Pack"/> does.</summary>
    public readonly float* WeightGradient;

    public readonly ConvShape Shape;

    /// <exception cref="ArgumentException">Images or blocks differ, or the input's halo is too small for the window.</exception>
    public DepthwiseWeightGradientArguments(BlockedImage input, BlockedImage outputGradient, float* weightGradient, ConvShape shape)
    {
        if (input.Images != outputGradient.Images || input.Blocks != outputGradient.Blocks)
            throw new ArgumentException($"depthwise weight gradient: input has {input.Images} images of {input.Blocks} blocks, output gradient {outputGradient.Images} of {outputGradient.Blocks}; they must agree");
        var halo = shape.RequiredHalo(input.Height, input.Width, outputGradient.Height, outputGradient.Width);
        if (input.Halo < halo)
            throw new ArgumentException($"depthwise weight gradient: the input's halo is {input.Halo} pixels, the window reaches {halo}; plan a wider halo");
        Input = input;
        OutputGradient = outputGradient;
        WeightGradient = weightGradient;
        Shape = shape;
    }
}
