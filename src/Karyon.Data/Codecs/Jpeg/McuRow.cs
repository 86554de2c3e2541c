using Karyon.Core.Rasters;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>One row of MCUs on its way into a file: luma and chroma planes, filled up at the right and lower edges as libjpeg does.</summary>
internal sealed class McuRow
{
    private readonly Raster<Rgb> _image;
    private readonly int _factor;
    private readonly byte[][] _full;
    private readonly byte[][] _planes;
    private readonly int _stride;

    /// <param name="image">The picture.</param>
    /// <param name="factor">Pixels per chroma sample each way, 1 or 2.</param>
    public McuRow(Raster<Rgb> image, int factor)
    {
        (_image, _factor) = (image, factor);
        _stride = (image.Width + 8 * factor - 1) / (8 * factor) * 8 * factor;
        _full = [new byte[_stride * 8 * factor], new byte[_stride * 8 * factor], new byte[_stride * 8 * factor]];
        _planes = factor == 1 ? _full : [_full[0], new byte[_stride / 2 * 8], new byte[_stride / 2 * 8]];
    }

    /// <summary>Converts and, for chroma, averages the pixels of a row of MCUs.</summary>
    public void Load(int mcuRow)
    {
        var first = mcuRow * 8 * _factor;
        for (var row = 0; row < 8 * _factor; row++)
            ConvertRow(_image.Row(Math.Min(first + row, _image.Height - 1)), row * _stride);
        if (_factor == 1) return;
        // Past the last pair of rows libjpeg repeats the averages, not the pixels.
        var lastPair = (_image.Height - 1 - first) / 2;
        for (var row = 0; row < 8; row++)
            for (var plane = 1; plane < 3; plane++)
                AverageRow(_full[plane].AsSpan(2 * Math.Min(row, lastPair) * _stride, 2 * _stride), _planes[plane].AsSpan(row * _stride / 2, _stride / 2));
    }

    /// <summary>Copies a block of a component, less 128.</summary>
    public void CopyBlock(int component, int blockRow, int blockColumn, Span<int> block)
    {
        var stride = component == 0 ? _stride : _stride / _factor;
        for (var row = 0; row < 8; row++)
        {
            var samples = _planes[component].AsSpan((8 * blockRow + row) * stride + 8 * blockColumn, 8);
            for (var column = 0; column < 8; column++) block[8 * row + column] = samples[column] - 128;
        }
    }

    /// <summary>BT.601 at full range with 16 fraction bits, as jccolor.c has it: Cb and Cr round a half down.</summary>
    private void ConvertRow(ReadOnlySpan<Rgb> pixels, int offset)
    {
        Span<byte> luma = _full[0].AsSpan(offset, _stride), cb = _full[1].AsSpan(offset, _stride), cr = _full[2].AsSpan(offset, _stride);
        const int Half = 1 << 15, Centre = (128 << 16) + Half - 1;
        for (var x = 0; x < pixels.Length; x++)
        {
            int r = pixels[x].R, g = pixels[x].G, b = pixels[x].B;
            luma[x] = (byte)((19595 * r + 38470 * g + 7471 * b + Half) >> 16);
            cb[x] = (byte)((-11059 * r - 21709 * g + 32768 * b + Centre) >> 16);
            cr[x] = (byte)((32768 * r - 27439 * g - 5329 * b + Centre) >> 16);
        }
        luma[pixels.Length..].Fill(luma[pixels.Length - 1]);
        cb[pixels.Length..].Fill(cb[pixels.Length - 1]);
        cr[pixels.Length..].Fill(cr[pixels.Length - 1]);
    }

    /// <summary>Means of 2 x 2 samples; the halves round down and up in turn, so that the mean does not drift (jcsample.c).</summary>
    private static void AverageRow(ReadOnlySpan<byte> pair, Span<byte> output)
    {
        var lower = pair[(pair.Length / 2)..];
        for (var x = 0; x < output.Length; x++)
            output[x] = (byte)((pair[2 * x] + pair[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 1 + (x & 1)) >> 2);
    }
}
