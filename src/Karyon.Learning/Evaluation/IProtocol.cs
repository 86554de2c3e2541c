using Karyon.Core.Metrics;

namespace Karyon.Learning.Evaluation;

/// <summary>A protocol that compares typed nuclei: it measures image after image and sums up. One per run; not thread safe.</summary>
public interface IProtocol
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Whether truth of points alone will do.</summary>
    bool TakesPoints => false;

    /// <summary>Whether label images without classes are maps of class numbers.</summary>
    bool TakesClassMaps => false;

    /// <summary>Measures an image and keeps what the summary needs.</summary>
    /// <returns>The image's own figures; one that is null is not defined on it.</returns>
    IReadOnlyList<KeyValuePair<string, double?>> Add(EvaluatedImage image);

    /// <summary>The figures over all images so far, the most important first.</summary>
    IReadOnlyList<NamedEstimate> Summarise(ulong seed, int resamples);

    /// <summary>What a reader of the figures has to know: conventions in force, and what was left out, counted.</summary>
    IReadOnlyList<string> Notes { get; }
}
