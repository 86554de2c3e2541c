using System.Buffers.Binary;
using System.Text;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>Writes header and directory of a TIFF or BigTIFF with one image, little endian.</summary>
internal sealed class TiffIndexWriter(Stream stream, bool isBig)
{
    private readonly SortedDictionary<TiffTag, (TiffFieldType Type, long Count, byte[] Values)> _fields = [];

    /// <summary>Whether offsets have 64 bits.</summary>
    public bool IsBig => isBig;

    /// <summary>Writes the header, with no directory yet.</summary>
    public void WriteHeader() => stream.Write(isBig ? [(byte)'I', (byte)'I', 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] : [(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0]);

    /// <summary>Writes the directory at the end and links it from the header.</summary>
    public void WriteDirectory(TiffLayout layout, TiffWriteOptions options, long[] offsets, long[] counts)
    {
        AddLayout(layout, offsets, counts);
        AddText(TiffTag.ImageDescription, options.Description);
        if (options.MicronsPerPixel is { } microns) AddResolution(microns);
        var values = new Dictionary<TiffTag, long>();
        var room = isBig ? 8 : 4;
        foreach (var (tag, field) in _fields)
        {
            if (field.Values.Length <= room) continue;
            Align();
            values[tag] = stream.Position;
            stream.Write(field.Values);
        }
        Align();
        var start = stream.Position;
        if (!isBig && start > uint.MaxValue - (1 << 16)) throw new InvalidOperationException("the image exceeds the 4 GB of a classic TIFF; ask for BigTIFF");
        WriteNumber(_fields.Count, isBig ? 8 : 2);
        foreach (var (tag, field) in _fields)
        {
            WriteNumber((int)tag, 2);
            WriteNumber((int)field.Type, 2);
            WriteNumber(field.Count, room);
            if (values.TryGetValue(tag, out var at))
            {
                WriteNumber(at, room);
            }
            else
            {
                stream.Write(field.Values);
                stream.Write(new byte[room - field.Values.Length]);
            }
        }
        WriteNumber(0, room);
        var end = stream.Position;
        stream.Position = isBig ? 8 : 4;
        WriteNumber(start, room);
        stream.Position = end;
    }

    private void AddLayout(TiffLayout layout, long[] offsets, long[] counts)
    {
        Add(TiffTag.ImageWidth, TiffFieldType.Long, layout.Width);
        Add(TiffTag.ImageLength, TiffFieldType.Long, layout.Height);
        Add(TiffTag.BitsPerSample, TiffFieldType.Short, Repeat(layout.StoredBits, layout.SamplesPerPixel));
        Add(TiffTag.Compression, TiffFieldType.Short, (int)layout.Compression);
        Add(TiffTag.PhotometricInterpretation, TiffFieldType.Short, (int)layout.Photometric);
        Add(TiffTag.SamplesPerPixel, TiffFieldType.Short, layout.SamplesPerPixel);
        Add(TiffTag.PlanarConfiguration, TiffFieldType.Short, 1);
        Add(TiffTag.SampleFormat, TiffFieldType.Short, Repeat(1, layout.SamplesPerPixel));
        if (layout.HasPredictor) Add(TiffTag.Predictor, TiffFieldType.Short, 2);
        const int plainAlpha = 2;
        if (layout.Model is ColorModel.Rgba or ColorModel.GreyAlpha) Add(TiffTag.ExtraSamples, TiffFieldType.Short, plainAlpha);
        var wide = isBig ? TiffFieldType.Long8 : TiffFieldType.Long;
        Add(layout.IsTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets, wide, offsets);
        Add(layout.IsTiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts, wide, counts);
        if (layout.IsTiled)
        {
            Add(TiffTag.TileWidth, TiffFieldType.Long, layout.TileWidth);
            Add(TiffTag.TileLength, TiffFieldType.Long, layout.TileHeight);
        }
        else
        {
            Add(TiffTag.RowsPerStrip, TiffFieldType.Long, layout.TileHeight);
        }
    }

    private static long[] Repeat(long value, int count)
    {
        var values = new long[count];
        values.AsSpan().Fill(value);
        return values;
    }

    private void Add(TiffTag tag, TiffFieldType type, params ReadOnlySpan<long> values)
    {
        var size = type.Size();
        var bytes = new byte[checked(values.Length * size)];
        for (var i = 0; i < values.Length; i++) Put(bytes.AsSpan(i * size, size), values[i]);
        _fields[tag] = (type, values.Length, bytes);
    }

    private void AddText(TiffTag tag, string? text)
    {
        if (text is null) return;
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        _fields[tag] = (TiffFieldType.Ascii, bytes.Length, bytes);
    }

    private void AddResolution(double microns)
    {
        // Pixels per centimetre as a fraction of 32-bit numbers, as fine as they allow.
        var perCentimetre = 1e4 / microns;
        if (!(perCentimetre > 1e-3 && perCentimetre < 1e9)) return;
        long denominator = 1;
        while (perCentimetre * denominator * 10 < uint.MaxValue && denominator < 1_000_000) denominator *= 10;
        var numerator = (long)Math.Round(perCentimetre * denominator);
        foreach (var tag in (TiffTag[])[TiffTag.XResolution, TiffTag.YResolution])
        {
            var bytes = new byte[8];
            Put(bytes.AsSpan(0, 4), numerator);
            Put(bytes.AsSpan(4, 4), denominator);
            _fields[tag] = (TiffFieldType.Rational, 1, bytes);
        }
        const int centimetre = 3;
        Add(TiffTag.ResolutionUnit, TiffFieldType.Short, centimetre);
    }

    private void Align()
    {
        if ((stream.Position & 1) != 0) stream.WriteByte(0);
    }

    private void WriteNumber(long value, int bytes)
    {
        Span<byte> number = stackalloc byte[bytes];
        Put(number, value);
        stream.Write(number);
    }

    private static void Put(Span<byte> target, long value)
    {
        if (target.Length == 2) BinaryPrimitives.WriteUInt16LittleEndian(target, checked((ushort)value));
        else if (target.Length == 4) BinaryPrimitives.WriteUInt32LittleEndian(target, checked((uint)value));
        else BinaryPrimitives.WriteInt64LittleEndian(target, value);
    }
}
