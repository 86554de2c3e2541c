using System.Buffers.Binary;
using System.IO.Compression;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;

namespace Karyon.Data.Tests.Codecs.Png;

public sealed class PngFuzzTests
{
    [Fact]
    public void No_damage_gets_more_out_of_the_decoder_than_a_typed_error()
    {
        var fuzzer = new MutationFuzzer(Seeds(bytes => bytes), Decode, RepairChecksums);
        var count = MutationFuzzer.Count(otherwise: 4000);
        var tally = fuzzer.Run(count);
        Assert.True(tally.Decoded > count / 50 && tally.Refused > count / 4, tally.ToString());
    }

    [Fact]
    public void Nor_does_damage_below_the_compression_and_its_checksums()
    {
        var fuzzer = new MutationFuzzer(Seeds(Open), mutant => Decode(Close(mutant)));
        var count = MutationFuzzer.Count(otherwise: 4000);
        var tally = fuzzer.Run(count);
        Assert.True(tally.Decoded > count / 10 && tally.Refused > count / 4, tally.ToString());
    }

    private static List<(string, byte[])> Seeds(Func<byte[], byte[]> prepare) =>
        [.. Directory.EnumerateFiles(PixelDigest.Goldens("png"), "*.png").Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), prepare(File.ReadAllBytes(path))))];

    /// <summary>The header, all chunks before the pixels without their frames, and the inflated rows: type, length, data each.</summary>
    private static byte[] Open(byte[] file)
    {
        using var opened = new MemoryStream();
        using var data = new MemoryStream();
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) data.Write(file, at + 8, length);
            else if (!file.AsSpan(at + 4, 4).SequenceEqual("IEND"u8)) opened.Write(file, at, 8 + length);
            at += 12 + length;
        }
        data.Position = 0;
        using var inflater = new ZLibStream(data, CompressionMode.Decompress);
        opened.Write("\0\0\0\0IDAT"u8);
        inflater.CopyTo(opened);
        return opened.ToArray();
    }

    /// <summary>A file of what <see cref="Open"/> made: rows compressed, checksums right.</summary>
    private static byte[] Close(byte[] opened)
    {
        using var file = new MemoryStream();
        file.Write(PngChunkReader.Signature);
        using var chunks = new PngChunkWriter(file);
        for (var at = 0; at + 8 <= opened.Length;)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(opened.AsSpan(at)), (uint)(opened.Length - at - 8));
            var type = BinaryPrimitives.ReadUInt32BigEndian(opened.AsSpan(at + 4));
            if (type == PngChunkReader.Idat)
            {
                using (var deflater = new ZLibStream(chunks, CompressionLevel.Fastest, leaveOpen: true)) deflater.Write(opened, at + 8, opened.Length - at - 8);
                chunks.WriteData();
                break;
            }
            chunks.WriteChunk(type, opened.AsSpan(at + 8, length));
            at += 8 + length;
        }
        chunks.WriteChunk(PngChunkReader.Iend, []);
        return file.ToArray();
    }

    private static void Decode(byte[] file)
    {
        PngDecoder.Decode(file, "fuzz.png", MutationFuzzer.Limits).ToRgb();
        using var stream = new MemoryStream(file, writable: false);
        PngDecoder.Decode(stream, "fuzz.png", MutationFuzzer.Limits, asStored: true);
    }

    private static void RepairChecksums(byte[] file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length) return;
            var covered = file.AsSpan((int)at + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(at + 8 + length)), Crc32.Finish(Crc32.Append(Crc32.Start, covered)));
            at += 12 + length;
        }
    }
}
