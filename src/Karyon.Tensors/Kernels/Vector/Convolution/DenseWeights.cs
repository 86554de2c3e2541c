namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>Weights in PyTorch's order [O, I / groups, taps], asked for by whole channel numbers.</summary>
internal readonly unsafe struct DenseWeights(float* origin, int groupInputs, nint taps, int groupOutputs)
{
    /// <summary>The taps between an input and an output channel; null where they belong to different groups.</summary>
    public float* Taps(int output, int input)
    {
        if (groupOutputs != 0)
        {
            input -= output / groupOutputs * groupInputs;
            if ((uint)input >= (uint)groupInputs) return null;
        }
        return origin + ((nint)output * groupInputs + input) * taps;
    }
}
