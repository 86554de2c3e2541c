using System.Buffers.Binary;
using Karyon.Core.Rasters;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>
/// Writes baseline JPEG files (ITU-T T.81) with a JFIF header. The transform, colour, averaging of chroma and tables are libjpeg's ("islow"),
/// so that a file is byte for byte what its cjpeg writes at the same settings. All members may be called from any thread.
/// </summary>
public static class JpegEncoder
{
    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture, 1 to 65,535 px on each side.</param>
    /// <param name="quality">1 to 100; libjpeg's scale.</param>
    /// <param name="subsampling">How chroma is stored.</param>
    /// <param name="optimised">Whether the Huffman tables are made to measure: some percent smaller, twice the time.</param>
    /// <param name="micronsPerPixel">Pixel size to record as JFIF density, µm, to the nearest whole number of pixels per centimetre; null for none.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side or the quality is out of range.</exception>
    public static byte[] Encode(
        Raster<Rgb> image, int quality, JpegSubsampling subsampling, bool optimised = false, double? micronsPerPixel = null)
    {
        using var output = new MemoryStream();
        Encode(image, quality, subsampling, output, optimised, micronsPerPixel);
        return output.ToArray();
    }

    /// <summary>Encodes a picture into a stream, from its position on; the stream stays open.</summary>
    /// <inheritdoc cref="Encode(Raster{Rgb}, int, JpegSubsampling, bool, double?)"/>
    public static void Encode(
        Raster<Rgb> image, int quality, JpegSubsampling subsampling, Stream output, bool optimised = false, double? micronsPerPixel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (image.Width is < 1 or > 65535 || image.Height is < 1 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(image), $"{image.Width} x {image.Height} px: a JPEG has 1 to 65535 on each side");

        var factor = subsampling == JpegSubsampling.Half ? 2 : 1;
        byte[][] steps = [QuantizationTables.Scale(quality, chroma: false), QuantizationTables.Scale(quality, chroma: true)];
        HuffmanSpecification[] dc = [StandardHuffman.LumaDc, StandardHuffman.ChromaDc], ac = [StandardHuffman.LumaAc, StandardHuffman.ChromaAc];
        if (optimised)
        {
            var counter = new SymbolCounter();
            PutBlocks(image, factor, steps, counter);
            dc = [counter.BestTable(0, isDc: true), counter.BestTable(1, isDc: true)];
            ac = [counter.BestTable(0, isDc: false), counter.BestTable(1, isDc: false)];
        }

        WriteHeaders(output, image, factor, steps, dc, ac, micronsPerPixel);
        var writer = new SymbolWriter(output, dc, ac);
        PutBlocks(image, factor, steps, writer);
        writer.Finish();
        output.Write([0xFF, Marker.Eoi]);
    }

    private static void PutBlocks(Raster<Rgb> image, int factor, byte[][] steps, BlockSink sink)
    {
        int across = DivideUp(image.Width, 8 * factor), down = DivideUp(image.Height, 8 * factor);
        int lumaAcross = DivideUp(image.Width, 8), lumaDown = DivideUp(image.Height, 8);
        var source = new McuRow(image, factor);
        Span<int> block = stackalloc int[64];
        Span<int> coefficients = stackalloc int[64];
        for (var row = 0; row < down; row++)
        {
            source.Load(row);
            for (var column = 0; column < across; column++)
            {
                for (var v = 0; v < factor; v++)
                {
                    for (var h = 0; h < factor; h++)
                    {
                        if (row * factor + v < lumaDown && column * factor + h < lumaAcross)
                        {
                            source.CopyBlock(0, v, column * factor + h, block);
                            Quantize(block, steps[0], coefficients);
                        }
                        // A block outside the picture costs least when it repeats the mean of the one before.
                        else coefficients[1..].Clear();
                        sink.Put(0, coefficients);
                    }
                }
                for (var component = 1; component < 3; component++)
                {
                    source.CopyBlock(component, 0, column, block);
                    Quantize(block, steps[1], coefficients);
                    sink.Put(component, coefficients);
                }
            }
        }
    }

    private static void Quantize(Span<int> block, byte[] steps, Span<int> coefficients)
    {
        ForwardDct.Transform(block);
        for (var k = 0; k < 64; k++)
        {
            var at = ZigZag.NaturalOrder[k];
            // The transform leaves a factor of eight.
            int divisor = steps[at] * 8, value = block[at];
            coefficients[k] = value < 0 ? -((divisor / 2 - value) / divisor) : (divisor / 2 + value) / divisor;
        }
    }

    private static void WriteHeaders(
        Stream output, Raster<Rgb> image, int factor, byte[][] steps, HuffmanSpecification[] dc, HuffmanSpecification[] ac, double? micronsPerPixel)
    {
        output.Write([0xFF, Marker.Soi]);
        var perCentimetre = Math.Round(10000 / micronsPerPixel ?? double.NaN);
        byte unit = 2;
        if (!(perCentimetre is >= 1 and <= 65535)) (unit, perCentimetre) = (0, 1);
        int density = (int)perCentimetre;
        WriteSegment(output, Marker.App0,
            [.. "JFIF\0"u8, 1, 1, unit, (byte)(density >> 8), (byte)density, (byte)(density >> 8), (byte)density, 0, 0]);
        for (var slot = 0; slot < 2; slot++)
        {
            var table = new byte[65];
            table[0] = (byte)slot;
            for (var k = 0; k < 64; k++) table[1 + k] = steps[slot][ZigZag.NaturalOrder[k]];
            WriteSegment(output, Marker.Dqt, table);
        }
        var sampling = (byte)(factor << 4 | factor);
        WriteSegment(output, Marker.Sof0,
            [8, (byte)(image.Height >> 8), (byte)image.Height, (byte)(image.Width >> 8), (byte)image.Width, 3, 1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1]);
        for (var slot = 0; slot < 2; slot++)
        {
            WriteSegment(output, Marker.Dht, [(byte)slot, .. dc[slot].Counts, .. dc[slot].Symbols]);
            WriteSegment(output, Marker.Dht, [(byte)(0x10 | slot), .. ac[slot].Counts, .. ac[slot].Symbols]);
        }
        WriteSegment(output, Marker.Sos, [3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]);
    }

    private static void WriteSegment(Stream output, byte marker, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(payload.Length + 2));
        output.Write(head);
        output.Write(payload);
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
