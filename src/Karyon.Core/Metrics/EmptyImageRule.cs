namespace Karyon.Core.Metrics;

/// <summary>What becomes of an image on which neither side has a nucleus. Published codes raise (HoVer-Net) or count 0 (CoNIC).</summary>
public enum EmptyImageRule
{
    /// <summary>It is left out and counted as skipped.</summary>
    Skip,

    /// <summary>It scores 0.</summary>
    Zero,

    /// <summary>It scores 1: nothing was there and nothing was found.</summary>
    One,
}
