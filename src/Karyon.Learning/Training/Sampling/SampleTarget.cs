namespace Karyon.Learning.Training.Sampling;

/// <summary>Where a sample of S x S pixels is written; planes one after the other, row-major.</summary>
/// <param name="image">Red, green and blue, 0..255, [3, S, S].</param>
/// <param name="nuclei">Background and nucleus, one of them 1 where the truth is known, both 0 where not, [2, S, S].</param>
/// <param name="hv">Horizontal and vertical targets, 0 outside of nuclei and where the truth is not known, [2, S, S].</param>
/// <param name="known">1 where the truth is known, else 0; twice the same plane, [2, S, S].</param>
public readonly ref struct SampleTarget(Span<float> image, Span<float> nuclei, Span<float> hv, Span<float> known)
{
    /// <summary>Red, green and blue, [3, S, S].</summary>
    public Span<float> Image { get; } = image;

    /// <summary>Background and nucleus, [2, S, S].</summary>
    public Span<float> Nuclei { get; } = nuclei;

    /// <summary>Horizontal and vertical targets, [2, S, S].</summary>
    public Span<float> Hv { get; } = hv;

    /// <summary>Whether the truth is known, [2, S, S].</summary>
    public Span<float> Known { get; } = known;
}
