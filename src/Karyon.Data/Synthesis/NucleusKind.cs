namespace Karyon.Data.Synthesis;

/// <summary>How a synthetic nucleus looks.</summary>
internal enum NucleusKind
{
    /// <summary>Large and vesicular: open chromatin, a crisp membrane, nucleoli.</summary>
    Tumour,

    /// <summary>A tumour nucleus in division: a dark, ragged plate in a clear cell.</summary>
    Mitosis,

    /// <summary>Small, round, dark, with coarse clumps.</summary>
    Lymphocyte,

    /// <summary>A spindle along the collagen; fibroblasts and endothelium.</summary>
    Spindle,

    /// <summary>A cell of an epithelium whose nucleus lies outside the section; it shapes the cell borders and is no nucleus.</summary>
    None,
}
