using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Karyon.Data.Tests.Codecs.Png;

/// <summary>A second reader of PNG (ISO/IEC 15948), without interlacing and palettes, that shares nothing with ours but the inflater.</summary>
internal static class PngBySpecification
{
    public static StoredImage Read(byte[] file)
    {
        Assert.Equal([0x89, .. "PNG\r\n\x1A\n"u8], file[..8]);
        var at = 8;
        byte[] header = [];
        var data = new MemoryStream();
        string kind;
        do
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            kind = Encoding.ASCII.GetString(file, at + 4, 4);
            var content = file.AsSpan(at + 8, length);
            Assert.Equal(Crc(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            Assert.Equal(header.Length == 0, kind == "IHDR");
            if (kind == "IHDR") header = content.ToArray();
            if (kind == "IDAT") data.Write(content);
            at += 12 + length;
        }
        while (kind != "IEND");
        Assert.Equal(file.Length, at);

        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)), bits = header[8];
        var channels = header[9] switch { 0 => 1, 2 => 3, 4 => 2, 6 => 4, var color => throw new InvalidDataException($"colour type {color}") };
        Assert.Equal([0, 0, 0], header[10..13]);
        data.Position = 0;
        using var inflater = new ZLibStream(data, CompressionMode.Decompress);
        var rows = new MemoryStream();
        inflater.CopyTo(rows);
        var samples = Unfilter(rows.ToArray(), height, width * channels * bits / 8, channels * bits / 8);
        if (bits == 16)
            for (var i = 0; i < samples.Length; i += 2) (samples[i], samples[i + 1]) = (samples[i + 1], samples[i]);
        return new StoredImage(width, height, channels, bits, samples);
    }

    /// <summary>Section 9: each row is a filter number and bytes minus their prediction.</summary>
    private static byte[] Unfilter(byte[] rows, int height, int rowBytes, int pixelBytes)
    {
        Assert.Equal(height * (rowBytes + 1), rows.Length);
        var samples = new byte[height * rowBytes];
        for (var y = 0; y < height; y++)
            for (var i = 0; i < rowBytes; i++)
            {
                int left = i < pixelBytes ? 0 : samples[y * rowBytes + i - pixelBytes], above = y == 0 ? 0 : samples[(y - 1) * rowBytes + i];
                var corner = i < pixelBytes || y == 0 ? 0 : samples[(y - 1) * rowBytes + i - pixelBytes];
                var prediction = rows[y * (rowBytes + 1)] switch
                {
                    0 => 0,
                    1 => left,
                    2 => above,
                    3 => (left + above) / 2,
                    4 => Paeth(left, above, corner),
                    var filter => throw new InvalidDataException($"filter {filter}"),
                };
                samples[y * rowBytes + i] = (byte)(rows[y * (rowBytes + 1) + 1 + i] + prediction);
            }
        return samples;
    }

    private static int Paeth(int a, int b, int c)
    {
        var p = a + b - c;
        int pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }

    /// <summary>Annex D, bit by bit.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }
}
