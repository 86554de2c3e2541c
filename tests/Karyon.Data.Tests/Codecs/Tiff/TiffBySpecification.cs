using System.Buffers.Binary;
using System.IO.Compression;

namespace Karyon.Data.Tests.Codecs.Tiff;

/// <summary>A second reader of TIFF 6.0 and BigTIFF (little endian, chunky, plain or deflate, predictor 2) that shares nothing with ours but the inflater.</summary>
internal static class TiffBySpecification
{
    public static StoredImage Read(byte[] file)
    {
        var fields = Fields(file);
        int width = (int)fields[256][0], height = (int)fields[257][0], bits = (int)fields[258][0], channels = (int)fields[277][0];
        Assert.Equal(channels, fields[258].Length);
        Assert.All(fields[258], other => Assert.Equal(bits, other));
        Assert.Equal(1, fields.GetValueOrDefault(284, [1])[0]);
        var tiled = fields.ContainsKey(322);
        int tileWidth = tiled ? (int)fields[322][0] : width, tileHeight = (int)fields[tiled ? 323 : 278][0];
        long[] offsets = fields[tiled ? 324 : 273], counts = fields[tiled ? 325 : 279];
        int across = (width + tileWidth - 1) / tileWidth, down = (height + tileHeight - 1) / tileHeight, sampleBytes = bits / 8, pixelBytes = channels * sampleBytes;
        Assert.Equal(across * down, offsets.Length);
        var samples = new byte[width * height * pixelBytes];
        for (var index = 0; index < offsets.Length; index++)
        {
            int left = index % across * tileWidth, top = index / across * tileHeight;
            var rows = tiled ? tileHeight : Math.Min(tileHeight, height - top);
            var tile = Unpack(file.AsSpan((int)offsets[index], (int)counts[index]).ToArray(), (int)fields[259][0]);
            Assert.Equal(tileWidth * rows * pixelBytes, tile.Length);
            if (fields.GetValueOrDefault(317, [1])[0] == 2) Accumulate(tile, tileWidth, channels, sampleBytes);
            for (var y = 0; y < rows && top + y < height; y++)
                Array.Copy(tile, y * tileWidth * pixelBytes, samples, ((top + y) * width + left) * pixelBytes, Math.Min(tileWidth, width - left) * pixelBytes);
        }
        return new StoredImage(width, height, channels, bits, samples);
    }

    private static byte[] Unpack(byte[] stored, int compression)
    {
        if (compression == 1) return stored;
        Assert.Equal(8, compression);
        using var inflater = new ZLibStream(new MemoryStream(stored), CompressionMode.Decompress);
        var plain = new MemoryStream();
        inflater.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>Section 14: a sample is the sum of itself and all of its channel to the left, modulo its size.</summary>
    private static void Accumulate(byte[] tile, int width, int channels, int sampleBytes)
    {
        for (var i = 0; i < tile.Length / sampleBytes; i++)
        {
            if (i / channels % width == 0) continue;
            // Little-endian addition with carry.
            var carry = 0;
            for (var k = 0; k < sampleBytes; k++)
            {
                carry += tile[i * sampleBytes + k] + tile[(i - channels) * sampleBytes + k];
                tile[i * sampleBytes + k] = (byte)carry;
                carry >>= 8;
            }
        }
    }

    /// <summary>The fields of the only directory that hold whole numbers.</summary>
    private static Dictionary<int, long[]> Fields(byte[] file)
    {
        Assert.Equal("II"u8.ToArray(), file[..2]);
        var big = BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(2)) == 43;
        if (big) Assert.Equal([8, 0, 0, 0], file[4..8]);
        else Assert.Equal(42, file[2]);
        int offsetBytes = big ? 8 : 4, countBytes = big ? 8 : 2, entryBytes = big ? 20 : 12;
        var at = (int)Number(file, big ? 8 : 4, offsetBytes);
        var count = (int)Number(file, at, countBytes);
        var fields = new Dictionary<int, long[]>();
        var lastTag = 0;
        for (var i = 0; i < count; i++)
        {
            var entry = at + countBytes + i * entryBytes;
            int tag = (int)Number(file, entry, 2), size = (int)Number(file, entry + 2, 2) switch { 1 or 2 => 1, 3 => 2, 4 => 4, 5 => 8, 16 => 8, var type => throw new InvalidDataException($"type {type}") };
            Assert.True(tag > lastTag, "tags ascend");
            lastTag = tag;
            var length = (int)Number(file, entry + 4, offsetBytes);
            var values = entry + 4 + offsetBytes;
            if (size * length > offsetBytes) values = (int)Number(file, values, offsetBytes);
            fields[tag] = [.. Enumerable.Range(0, length).Select(k => Number(file, values + k * size, size))];
        }
        Assert.Equal(0, Number(file, at + countBytes + count * entryBytes, offsetBytes));
        return fields;
    }

    private static long Number(byte[] file, int at, int size)
    {
        long value = 0;
        for (var k = size - 1; k >= 0; k--) value = value << 8 | file[at + k];
        return value;
    }
}
