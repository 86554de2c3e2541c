namespace Karyon.Tensors.Kernels.Scalar.Layout;

/// <summary>
/// Moves values between dense tensors, interleaved images and the blocked layout, at a plan's borders. Values are copied, so there is
/// one body for every vector width; only bytes are computed with: <c>fma(byte, scale[c], shift[c])</c>. Every method that writes a
/// blocked or interleaved image zeroes its halo and its padding lanes. Chunks: <see cref="RowChunks"/> of the blocked image, or
/// <see cref="Chunks(in InterleavedImage)"/>.
/// </summary>
internal static unsafe class LayoutKernels
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>Chunks of a conversion from or to a blocked image.</summary>
    public static int Chunks(in BlockedImage image) => new RowChunks(image).Count;

    /// <summary>Chunks of a conversion to an interleaved image.</summary>
    public static int Chunks(in InterleavedImage image) => new RowChunks(image.Images, 1, image.Height, image.Width).Count;

    /// <summary>Dense <c>[N, C, H, W]</c> to blocked.</summary>
    public static void DenseToBlocked(float* dense, in ChannelSegments segments, in BlockedImage target, int chunk)
    {
        var plane = (nint)target.Height * target.Width;
        var cut = new RowChunks(target);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            var channels = segments.InBlock(at.Block, out var first);
            for (var y = at.First; y < at.End; y++)
            {
                var from = dense + ((nint)at.Image * segments.Channels + first) * plane + (nint)y * target.Width;
                Gather(from, plane, 1, channels, target.Row(at.Image, at.Block, y), target.Width);
            }
            target.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <summary>Blocked to dense <c>[N, C, H, W]</c>; padding lanes and halo are left out.</summary>
    public static void BlockedToDense(in BlockedImage source, in ChannelSegments segments, float* dense, int chunk)
    {
        var plane = (nint)source.Height * source.Width;
        var cut = new RowChunks(source);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            var channels = segments.InBlock(at.Block, out var first);
            for (var y = at.First; y < at.End; y++)
            {
                var to = dense + ((nint)at.Image * segments.Channels + first) * plane + (nint)y * source.Width;
                Scatter(source.Row(at.Image, at.Block, y), to, plane, 1, channels, source.Width);
            }
        }
    }

    /// <summary>Dense <c>[N, H, W, C]</c> to blocked.</summary>
    public static void ChannelsLastToBlocked(float* channelsLast, in ChannelSegments segments, in BlockedImage target, int chunk)
    {
        var cut = new RowChunks(target);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            var channels = segments.InBlock(at.Block, out var first);
            for (var y = at.First; y < at.End; y++)
            {
                var from = channelsLast + ((nint)at.Image * target.Height + y) * target.Width * segments.Channels + first;
                Gather(from, 1, segments.Channels, channels, target.Row(at.Image, at.Block, y), target.Width);
            }
            target.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <summary>Blocked to dense <c>[N, H, W, C]</c>.</summary>
    public static void BlockedToChannelsLast(in BlockedImage source, in ChannelSegments segments, float* channelsLast, int chunk)
    {
        var cut = new RowChunks(source);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            var channels = segments.InBlock(at.Block, out var first);
            for (var y = at.First; y < at.End; y++)
            {
                var to = channelsLast + ((nint)at.Image * source.Height + y) * source.Width * segments.Channels + first;
                Scatter(source.Row(at.Image, at.Block, y), to, 1, segments.Channels, channels, source.Width);
            }
        }
    }

    /// <summary>Dense <c>[N, C, H, W]</c> to interleaved.</summary>
    public static void DenseToInterleaved(float* dense, in InterleavedImage target, int chunk)
    {
        var plane = (nint)target.Height * target.Width;
        var cut = new RowChunks(target.Images, 1, target.Height, target.Width);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
                for (var c = 0; c < target.Channels; c++)
                {
                    var from = dense + ((nint)at.Image * target.Channels + c) * plane + (nint)y * target.Width;
                    var to = target.Row(at.Image, y) + c;
                    for (nint x = 0; x < target.Width; x++, to += target.Channels) *to = from[x];
                }
            target.ZeroHalo(at.Image, at.First, at.End);
        }
    }

    /// <summary>Interleaved bytes <c>[N, H, W, C]</c>, rows and images without gaps, to interleaved floats; the halo is zero after the scaling.</summary>
    public static void BytesToInterleaved(byte* bytes, in ByteScaling scaling, in InterleavedImage target, int chunk)
    {
        var channels = target.Channels;
        var cut = new RowChunks(target.Images, 1, target.Height, target.Width);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var row = bytes + ((nint)at.Image * target.Height + y) * target.Width * channels;
                for (var c = 0; c < channels; c++)
                {
                    var from = row + c;
                    var to = target.Row(at.Image, y) + c;
                    float scale = scaling.Scale(c), shift = scaling.Shift(c);
                    for (nint x = 0; x < target.Width; x++, to += channels, from += channels)
                        *to = MathF.FusedMultiplyAdd(*from, scale, shift);
                }
            }
            target.ZeroHalo(at.Image, at.First, at.End);
        }
    }

    /// <summary>Interleaved bytes <c>[N, H, W, C]</c> with at most 16 channels to blocked floats.</summary>
    public static void BytesToBlocked(byte* bytes, int channels, in ByteScaling scaling, in BlockedImage target, int chunk)
    {
        var cut = new RowChunks(target);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var row = bytes + ((nint)at.Image * target.Height + y) * target.Width * channels;
                var start = target.Row(at.Image, at.Block, y);
                new Span<float>(start, target.Width * Lanes).Clear();
                for (var c = 0; c < channels; c++)
                {
                    var from = row + c;
                    var to = start + c;
                    float scale = scaling.Scale(c), shift = scaling.Shift(c);
                    for (nint x = 0; x < target.Width; x++, to += Lanes, from += channels)
                        *to = MathF.FusedMultiplyAdd(*from, scale, shift);
                }
            }
            target.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <summary>One row into blocks: channel c of pixel x is from[c * channelStride + x * pixelStride].</summary>
    private static void Gather(float* from, nint channelStride, nint pixelStride, int channels, float* to, int width)
    {
        if (channels < Lanes) new Span<float>(to, width * Lanes).Clear();
        for (nint c = 0; c < channels; c++)
        {
            var source = from + c * channelStride;
            var target = to + c;
            for (nint x = 0; x < width; x++, source += pixelStride, target += Lanes) *target = *source;
        }
    }

    private static void Scatter(float* from, float* to, nint channelStride, nint pixelStride, int channels, int width)
    {
        for (nint c = 0; c < channels; c++)
        {
            var source = from + c;
            var target = to + c * channelStride;
            for (nint x = 0; x < width; x++, source += Lanes, target += pixelStride) *target = *source;
        }
    }
}
