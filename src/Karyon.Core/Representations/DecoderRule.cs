namespace Karyon.Core.Representations;

/// <summary>Whose steps a decoder follows where the published ones have slips.</summary>
public enum DecoderRule
{
    /// <summary>Without the slips: what each decoder does otherwise stands with its options.</summary>
    Corrected,

    /// <summary>The published steps, pixel for pixel.</summary>
    Published,
}
