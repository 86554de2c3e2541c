using Karyon.Data.Codecs;

namespace Karyon.Data.Tests.Codecs;

/// <summary>Pictures by a formula that check_encoded.py repeats.</summary>
internal static class FormulaImage
{
    /// <summary>An image whose sample at column x, row y, channel c follows from x / step and y.</summary>
    public static DecodedImage Make(int width, int height, ColorModel model, int bits, int step = 1, double? micronsPerPixel = null)
    {
        var channels = model.ChannelCount();
        var values = new long[width * height * channels];
        for (var i = 0; i < values.Length; i++) values[i] = Sample(i / channels % width / step, i / channels / width, i % channels, bits);
        return bits switch
        {
            8 => new DecodedImage(width, height, model, Array.ConvertAll(values, value => (byte)value)) { MicronsPerPixel = micronsPerPixel },
            16 => new DecodedImage(width, height, model, Array.ConvertAll(values, value => (ushort)value)) { MicronsPerPixel = micronsPerPixel },
            _ => new DecodedImage(width, height, model, Array.ConvertAll(values, value => (uint)value)) { MicronsPerPixel = micronsPerPixel },
        };
    }

    private static long Sample(long x, long y, long c, int bits)
    {
        var spread = bits switch { 8 => 1L, 16 => 197, _ => 70_001 };
        return (x * x * (3 + c) + y * 7 * (c + 1) + x * y + x / 5 * (y / 3) * 11) * spread % (1L << bits);
    }
}
