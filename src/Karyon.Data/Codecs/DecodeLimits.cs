namespace Karyon.Data.Codecs;

/// <summary>Bounds on what a decoder may allocate for a file from outside; a file that asks for more is refused by name.</summary>
/// <param name="MaxPixels">Width times height of the decoded image, px.</param>
/// <param name="MaxBytes">Bytes of decoded samples and working buffers together.</param>
public sealed record DecodeLimits(long MaxPixels, long MaxBytes)
{
    /// <summary>Up to 536 million pixels and 2 GiB: a 20,000 x 20,000 RGB image passes.</summary>
    public static DecodeLimits Default { get; } = new(1L << 29, 1L << 31);
}
