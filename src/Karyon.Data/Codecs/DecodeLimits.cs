namespace Karyon.Data.Codecs;

/// <summary>Bounds on what a decoder may allocate for a file from outside; a file that asks for more is refused by name.</summary>
/// <param name="MaxPixels">Width times height of the decoded image, px.</param>
/// <param name="MaxBytes">Bytes of decoded samples and working buffers together.</param>
public sealed record DecodeLimits(long MaxPixels, long MaxBytes)
{
    /// <summary>Up to 536 million pixels and 2 GiB: a 20,000 x 20,000 RGB image passes.</summary>
    public static DecodeLimits Default { get; } = new(1L << 29, 1L << 31);

    /// <summary>Refuses an image that is too large, before anything of its size is allocated.</summary>
    /// <param name="name">The file, for the message.</param>
    /// <param name="width">Columns, px; 0 or more.</param>
    /// <param name="height">Rows, px; 0 or more.</param>
    /// <param name="bytesPerPixel">Bytes of decoded samples per pixel.</param>
    /// <exception cref="OutOfLimitsException">The image exceeds a limit, or the longest array.</exception>
    public void DemandImage(string name, long width, long height, int bytesPerPixel)
    {
        var pixels = (UInt128)(ulong)width * (ulong)height;
        if (pixels > (ulong)MaxPixels)
            throw new OutOfLimitsException($"{name}: the image of {width} x {height} px exceeds the limit of {MaxPixels} px; tile it or scale it down first");
        var bytes = pixels * (uint)bytesPerPixel;
        if (bytes > (ulong)MaxBytes || bytes > (ulong)Array.MaxLength)
            throw new OutOfLimitsException($"{name}: the image of {width} x {height} px needs {bytes} bytes, more than the limit of {Math.Min(MaxBytes, Array.MaxLength)}; tile it or scale it down first");
    }

    /// <summary>Refuses a working buffer that is too large, before it is allocated.</summary>
    /// <param name="name">The file, for the message.</param>
    /// <param name="what">What the buffer is for, e.g. <c>a row</c>.</param>
    /// <param name="bytes">Its size; a negative number stands for one beyond 63 bits.</param>
    /// <exception cref="OutOfLimitsException">The buffer exceeds the limit, or the longest array.</exception>
    public void DemandBytes(string name, string what, long bytes)
    {
        if (bytes < 0 || bytes > MaxBytes || bytes > Array.MaxLength)
            throw new OutOfLimitsException($"{name}: {what} needs {(bytes < 0 ? "more than 2^63" : bytes)} bytes, more than the limit of {Math.Min(MaxBytes, Array.MaxLength)}");
    }
}
