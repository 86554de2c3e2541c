using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>What the segments between the images' own say: tables, the restart interval and the hints at colour. Filled as segments come.</summary>
internal sealed class JpegTables
{
    /// <summary>Quantisation steps in zigzag order, by slot.</summary>
    public ushort[]?[] Quantization { get; } = new ushort[]?[4];

    /// <summary>DC decoding tables, by slot.</summary>
    public HuffmanTable?[] Dc { get; } = new HuffmanTable?[4];

    /// <summary>AC decoding tables, by slot.</summary>
    public HuffmanTable?[] Ac { get; } = new HuffmanTable?[4];

    /// <summary>MCUs between restart markers; 0 for none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>Whether a JFIF segment was seen.</summary>
    public bool HasJfif { get; private set; }

    /// <summary>The transform that Adobe's segment states (0 none, 1 YCbCr, 2 YCCK), or -1.</summary>
    public int AdobeTransform { get; private set; } = -1;

    /// <summary>Pixel size from the JFIF density where it can be a microscope's, else null.</summary>
    public double? MicronsPerPixel { get; private set; }

    /// <summary>Takes in a segment that is neither a frame's nor a scan's.</summary>
    public void ReadSegment(byte marker, ref MarkerReader reader)
    {
        var start = reader.Position;
        switch (marker)
        {
            case Marker.Dqt:
                ReadQuantization(reader.ReadSegment(), reader.Name, start);
                break;
            case Marker.Dht:
                ReadHuffman(reader.ReadSegment(), reader.Name, start);
                break;
            case Marker.Dri:
                var interval = reader.ReadSegment();
                if (interval.Length != 2) JpegFault.Corrupt(reader.Name, "the restart interval's segment has a wrong length", start);
                RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(interval);
                break;
            case Marker.App0:
                ReadJfif(reader.ReadSegment());
                break;
            case Marker.App14:
                var adobe = reader.ReadSegment();
                if (adobe.Length >= 12 && adobe.StartsWith("Adobe"u8)) AdobeTransform = adobe[11];
                break;
            case Marker.Dac:
                JpegFault.Unsupported(reader.Name, "arithmetic coding");
                break;
            case Marker.Dnl:
                JpegFault.Unsupported(reader.Name, "a JPEG whose height follows its first scan (DNL)");
                break;
            case Marker.Dhp or Marker.Exp:
                JpegFault.Unsupported(reader.Name, "a hierarchical JPEG");
                break;
            case > Marker.App0 and <= Marker.App15 or Marker.Com:
                reader.ReadSegment();
                break;
            case Marker.Tem:
                break;
            case >= 0xF0 and < Marker.Com:
                reader.ReadSegment();
                break;
            default:
                JpegFault.Corrupt(reader.Name, $"marker FF {marker:X2} has no place here", start - 2);
                break;
        }
    }

    /// <summary>Puts the tables of T.81 annex K where a stream defines none, as Motion JPEG frames rely on.</summary>
    public void AssumeStandardHuffman()
    {
        Dc[0] ??= StandardHuffman.LumaDc.ToDecoder(direct: true);
        Dc[1] ??= StandardHuffman.ChromaDc.ToDecoder(direct: true);
        Ac[0] ??= StandardHuffman.LumaAc.ToDecoder(direct: false);
        Ac[1] ??= StandardHuffman.ChromaAc.ToDecoder(direct: false);
    }

    private void ReadQuantization(ReadOnlySpan<byte> payload, string name, int offset)
    {
        while (!payload.IsEmpty)
        {
            int precision = payload[0] >> 4, slot = payload[0] & 15, bytes = precision == 0 ? 64 : 128;
            if (precision > 1 || slot > 3 || payload.Length < 1 + bytes)
                JpegFault.Corrupt(name, "a quantisation table is malformed", offset);
            var table = new ushort[64];
            for (var k = 0; k < 64; k++)
                table[k] = precision == 0 ? payload[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(payload[(1 + 2 * k)..]);
            Quantization[slot] = table;
            payload = payload[(1 + bytes)..];
        }
    }

    private void ReadHuffman(ReadOnlySpan<byte> payload, string name, int offset)
    {
        while (!payload.IsEmpty)
        {
            int kind = payload[0] >> 4, slot = payload[0] & 15;
            if (kind > 1 || slot > 3 || payload.Length < 17) JpegFault.Corrupt(name, "a Huffman table is malformed", offset);
            var counts = payload.Slice(1, 16);
            var total = 0;
            foreach (var count in counts) total += count;
            if (total > 256 || payload.Length < 17 + total) JpegFault.Corrupt(name, "a Huffman table is malformed", offset);
            var symbols = payload.Slice(17, total);
            if (kind == 0 && symbols.ContainsAnyExceptInRange((byte)0, (byte)15))
                JpegFault.Corrupt(name, "a Huffman table for DC has a symbol above 15", offset);
            try
            {
                (kind == 0 ? Dc : Ac)[slot] = new HuffmanTable(counts, symbols, direct: kind == 0);
            }
            catch (FormatException fault)
            {
                JpegFault.Corrupt(name, fault.Message, offset);
            }
            payload = payload[(17 + total)..];
        }
    }

    private void ReadJfif(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 14 || !payload.StartsWith("JFIF\0"u8)) return;
        HasJfif = true;
        int x = BinaryPrimitives.ReadUInt16BigEndian(payload[8..]), y = BinaryPrimitives.ReadUInt16BigEndian(payload[10..]);
        if (x == 0 || x != y) return;
        var microns = payload[7] switch { 1 => 25400.0 / x, 2 => 10000.0 / x, _ => 0 };
        // A density for print (72 dpi is 353 µm) says nothing about the tissue.
        if (microns is >= 0.05 and <= 20) MicronsPerPixel = microns;
    }
}
