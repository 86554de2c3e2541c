namespace Karyon.Learning.Training.Sampling;

/// <summary>Samples of S x S pixels in the order of tensors: images, then planes, then rows.</summary>
public sealed class TrainingBatch
{
    /// <summary>Makes an empty batch.</summary>
    /// <param name="samples">Samples, N.</param>
    /// <param name="side">Rows and columns, S.</param>
    public TrainingBatch(int samples, int side)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        (Samples, Side) = (samples, side);
        var pixels = checked(samples * side * side);
        (Image, Nuclei, Hv, Known) = (new float[3 * pixels], new float[2 * pixels], new float[2 * pixels], new float[2 * pixels]);
    }

    /// <summary>Samples, N.</summary>
    public int Samples { get; }

    /// <summary>Rows and columns, S.</summary>
    public int Side { get; }

    /// <summary>Red, green and blue, 0..255, [N, 3, S, S].</summary>
    public float[] Image { get; }

    /// <summary>Background and nucleus, one of them 1 where the truth is known, both 0 where not, [N, 2, S, S].</summary>
    public float[] Nuclei { get; }

    /// <summary>Horizontal and vertical targets, 0 where the truth is not known, [N, 2, S, S].</summary>
    public float[] Hv { get; }

    /// <summary>1 where the truth is known, else 0; the same in both channels, [N, 2, S, S].</summary>
    public float[] Known { get; }

    /// <summary>The place of one sample.</summary>
    public SampleTarget Sample(int index)
    {
        var pixels = Side * Side;
        return new SampleTarget(Image.AsSpan(3 * index * pixels, 3 * pixels), Nuclei.AsSpan(2 * index * pixels, 2 * pixels),
            Hv.AsSpan(2 * index * pixels, 2 * pixels), Known.AsSpan(2 * index * pixels, 2 * pixels));
    }
}
