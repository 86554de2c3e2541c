namespace Karyon.Data.Codecs.Png;

/// <summary>The row filters of PNG, by their numbers in the file (PNG specification, section 9).</summary>
internal enum PngFilter : byte
{
    /// <summary>The bytes as they are.</summary>
    None,

    /// <summary>Minus the byte on the left.</summary>
    Sub,

    /// <summary>Minus the byte above.</summary>
    Up,

    /// <summary>Minus the mean of left and above, rounded down.</summary>
    Average,

    /// <summary>Minus whichever of left, above and above left is nearest to left + above - above left.</summary>
    Paeth,
}
