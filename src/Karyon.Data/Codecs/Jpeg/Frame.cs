using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>A frame header (SOF): the image's size, its components and how they are coded.</summary>
internal sealed class Frame
{
    private Frame(int width, int height, bool progressive, FrameComponent[] components)
    {
        (Width, Height, IsProgressive, Components) = (width, height, progressive, components);
        foreach (var component in components)
            (MaxH, MaxV) = (Math.Max(MaxH, component.H), Math.Max(MaxV, component.V));
    }

    /// <summary>Columns, px.</summary>
    public int Width { get; }

    /// <summary>Rows, px.</summary>
    public int Height { get; }

    /// <summary>Whether coefficients come in several scans of rising precision.</summary>
    public bool IsProgressive { get; }

    /// <summary>The components in the frame's order.</summary>
    public FrameComponent[] Components { get; }

    /// <summary>The largest horizontal sampling factor.</summary>
    public int MaxH { get; }

    /// <summary>The largest vertical sampling factor.</summary>
    public int MaxV { get; }

    /// <summary>MCUs across in an interleaved scan.</summary>
    public int McusAcross => DivideUp(Width, 8 * MaxH);

    /// <summary>MCUs down in an interleaved scan.</summary>
    public int McusDown => DivideUp(Height, 8 * MaxV);

    /// <summary>Whether a marker opens a frame of any kind.</summary>
    public static bool IsFrame(byte marker) =>
        marker is >= Marker.Sof0 and <= Marker.Sof15 and not (Marker.Dht or Marker.Jpg or Marker.Dac);

    /// <summary>Reads a frame header; kinds that are not decoded are refused by name.</summary>
    public static Frame Read(byte marker, ref MarkerReader reader)
    {
        var (name, offset) = (reader.Name, reader.Position);
        var kind = marker switch
        {
            Marker.Sof0 or Marker.Sof1 or Marker.Sof2 => null,
            0xC3 => "lossless JPEG",
            0xC5 or 0xC6 or 0xC7 => "a hierarchical JPEG",
            0xCB => "lossless JPEG with arithmetic coding",
            0xCD or 0xCE or 0xCF => "a hierarchical JPEG with arithmetic coding",
            _ => "arithmetic coding",
        };
        if (kind is not null) JpegFault.Unsupported(name, kind);

        var payload = reader.ReadSegment();
        if (payload.Length < 6 || payload.Length != 6 + 3 * payload[5])
            JpegFault.Corrupt(name, "the frame header has a wrong length", offset);
        if (payload[0] != 8) JpegFault.Unsupported(name, $"a JPEG of {payload[0]} bits per sample");
        int height = BinaryPrimitives.ReadUInt16BigEndian(payload[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(payload[3..]);
        int count = payload[5];
        if (width == 0) JpegFault.Corrupt(name, "the image is 0 px wide", offset);
        if (height == 0) JpegFault.Unsupported(name, "a JPEG whose height follows its first scan (DNL)");
        if (count is not (1 or 3 or 4)) JpegFault.Unsupported(name, $"a JPEG of {count} components");
        return new Frame(width, height, marker == Marker.Sof2, ReadComponents(payload[6..], count, width, height, name, offset));
    }

    private static FrameComponent[] ReadComponents(ReadOnlySpan<byte> entries, int count, int width, int height, string name, int offset)
    {
        int maxH = 1, maxV = 1;
        for (var i = 0; i < count; i++)
        {
            int h = entries[3 * i + 1] >> 4, v = entries[3 * i + 1] & 15;
            if (h is < 1 or > 4 || v is < 1 or > 4 || entries[3 * i + 2] > 3)
                JpegFault.Corrupt(name, $"component {i + 1} of the frame has sampling {h} x {v} and quantisation table {entries[3 * i + 2]}", offset);
            (maxH, maxV) = (Math.Max(maxH, h), Math.Max(maxV, v));
        }
        // One component alone is never interleaved: its factors scale nothing.
        if (count == 1) (maxH, maxV) = (1, 1);

        var components = new FrameComponent[count];
        for (var i = 0; i < count; i++)
        {
            var (h, v) = count == 1 ? (1, 1) : (entries[3 * i + 1] >> 4, entries[3 * i + 1] & 15);
            if (maxH % h != 0 || maxV % v != 0)
                JpegFault.Unsupported(name, $"chroma at {h} x {v} of {maxH} x {maxV} samples");
            for (var j = 0; j < i; j++)
                if (components[j].Id == entries[3 * i]) JpegFault.Corrupt(name, $"two components share the identifier {entries[3 * i]}", offset);
            components[i] = new FrameComponent
            {
                Id = entries[3 * i],
                H = h,
                V = v,
                QuantizationSlot = entries[3 * i + 2],
                Width = DivideUp(width * h, maxH),
                Height = DivideUp(height * v, maxV),
                PaddedBlocksAcross = DivideUp(width, 8 * maxH) * h,
                PaddedBlocksDown = DivideUp(height, 8 * maxV) * v,
            };
        }
        return components;
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
