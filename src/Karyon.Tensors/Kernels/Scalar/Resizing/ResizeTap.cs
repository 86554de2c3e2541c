namespace Karyon.Tensors.Kernels.Scalar.Resizing;

/// <summary>
/// The two input pixels along one axis that an output pixel of a bilinear resize lies between, and their weights: position
/// <c>max((o + 1/2) in / out - 1/2, 0)</c> (pixel centres aligned, not corners), all in double, each weight rounded once.
/// </summary>
internal readonly record struct ResizeTap(int Low, int High, float LowWeight, float HighWeight)
{
    /// <summary>For output pixel <paramref name="index"/>.</summary>
    public static ResizeTap Of(int index, int input, int output)
    {
        var position = Math.Max((index + 0.5) * ((double)input / output) - 0.5, 0);
        var low = Math.Min((int)position, input - 1);
        var weight = position - low;
        return new ResizeTap(low, Math.Min(low + 1, input - 1), (float)(1 - weight), (float)weight);
    }

    /// <summary>The outputs that input pixel <paramref name="index"/> may have a weight in: [first, end).</summary>
    public static (int First, int End) Touching(int index, int input, int output)
    {
        var ratio = (double)input / output;
        return (Math.Max(0, (int)Math.Floor((index - 0.5) / ratio - 0.5) - 1), Math.Min(output, (int)Math.Ceiling((index + 1.5) / ratio - 0.5) + 2));
    }

    /// <summary>The weight of an input pixel in this output; 0: none.</summary>
    public float WeightOf(int input) => (input == Low ? LowWeight : 0f) + (input == High ? HighWeight : 0f);
}
