namespace Karyon.Data.Codecs.Png;

/// <summary>How a writer chooses the filter of each row; any choice gives the same pixels.</summary>
public enum PngFilterChoice
{
    /// <summary>The filter whose bytes, read as signed ones, sum to the least magnitude (the specification's heuristic); best for photographs.</summary>
    Adaptive,

    /// <summary>Always the difference to the row above; fast.</summary>
    Up,

    /// <summary>No filter; fastest, and best for label images.</summary>
    None,
}
