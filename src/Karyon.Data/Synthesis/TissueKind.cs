namespace Karyon.Data.Synthesis;

/// <summary>What a synthetic tile shows.</summary>
public enum TissueKind
{
    /// <summary>Tumour nests in stroma with lymphocytes, vessels and a cleft here and there.</summary>
    Mixed,

    /// <summary>Solid tumour: large vesicular nuclei, little stroma.</summary>
    SolidTumour,

    /// <summary>Glands around lumina, nuclei in palisades, stroma between.</summary>
    Glands,

    /// <summary>Collagen with spindle nuclei, vessels and a few fat cells.</summary>
    Stroma,

    /// <summary>Crowded lymphocytes in a loose stroma.</summary>
    LymphoidAggregate,
}
