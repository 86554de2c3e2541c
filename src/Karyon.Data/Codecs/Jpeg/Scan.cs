namespace Karyon.Data.Codecs.Jpeg;

/// <summary>A scan header (SOS): which components the following data code, and which part of them.</summary>
internal sealed class Scan
{
    private Scan(ScanComponent[] components, int first, int last, int high, int low) =>
        (Components, First, Last, High, Low) = (components, first, last, high, low);

    /// <summary>The scan's components.</summary>
    public ScanComponent[] Components { get; }

    /// <summary>First coefficient in zigzag order (Ss).</summary>
    public int First { get; }

    /// <summary>Last coefficient in zigzag order (Se).</summary>
    public int Last { get; }

    /// <summary>Bit position of the scan before, 0 for none (Ah).</summary>
    public int High { get; }

    /// <summary>Bit position of this scan (Al).</summary>
    public int Low { get; }

    /// <summary>Reads a scan header and binds the tables that stand defined.</summary>
    public static Scan Read(ref MarkerReader reader, Frame frame, JpegTables tables)
    {
        var (name, offset) = (reader.Name, reader.Position);
        var payload = reader.ReadSegment();
        if (payload.IsEmpty || payload[0] is < 1 or > 4 || payload.Length != 4 + 2 * payload[0])
            JpegFault.Corrupt(name, "a scan header has a wrong length", offset);
        int count = payload[0];
        int first = payload[^3], last = payload[^2], high = payload[^1] >> 4, low = payload[^1] & 15;
        if (!frame.IsProgressive)
        {
            // Sequential scans always hold the whole block; what the header says is not used (as libjpeg reads it).
            (first, last, high, low) = (0, 63, 0, 0);
            tables.AssumeStandardHuffman();
        }
        else if (last > 63 || first > last || (first == 0 && last != 0) || (first > 0 && count > 1) || low > 13 || (high != 0 && low != high - 1))
            JpegFault.Corrupt(name, $"a progressive scan states coefficients {first}..{last} and bits {high}..{low}", offset);

        var components = new ScanComponent[count];
        var blocks = 0;
        for (var i = 0; i < count; i++)
        {
            byte id = payload[1 + 2 * i], slots = payload[2 + 2 * i];
            var index = Array.FindIndex(frame.Components, c => c.Id == id);
            if (index < 0) JpegFault.Corrupt(name, $"a scan names component {id}, which the frame lacks", offset);
            for (var j = 0; j < i; j++)
                if (components[j].Index == index) JpegFault.Corrupt(name, $"a scan names component {id} twice", offset);
            var component = frame.Components[index];
            components[i] = new ScanComponent(index, component,
                FindTable(tables.Dc, slots >> 4, first == 0 && high == 0, "DC", name, offset),
                FindTable(tables.Ac, slots & 15, last > 0, "AC", name, offset));
            component.Steps ??= tables.Quantization[component.QuantizationSlot];
            if (component.Steps is null)
                JpegFault.Corrupt(name, $"quantisation table {component.QuantizationSlot} is used but not defined", offset);
            blocks += component.H * component.V;
        }
        if (count > 1 && blocks > 10) JpegFault.Corrupt(name, $"a scan codes {blocks} blocks per MCU, more than 10", offset);
        return new Scan(components, first, last, high, low);
    }

    private static HuffmanTable? FindTable(HuffmanTable?[] tables, int slot, bool needed, string kind, string name, int offset)
    {
        if (!needed) return null;
        if (slot > 3 || tables[slot] is null)
            JpegFault.Corrupt(name, $"{kind} Huffman table {slot} is used but not defined", offset);
        return tables[slot];
    }
}
