using System.Buffers.Binary;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;

namespace Karyon.Data.Tests.Codecs.Png;

public sealed class PngFuzzTests
{
    [Fact]
    public void No_damage_gets_more_out_of_the_decoder_than_a_typed_error()
    {
        var seeds = Directory.EnumerateFiles(PixelDigest.Goldens("png"), "*.png").Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))).ToList();
        var fuzzer = new MutationFuzzer(seeds, Decode, RepairChecksums);
        var count = MutationFuzzer.Count(otherwise: 6000);
        var tally = fuzzer.Run(count);
        // Most mutants must get past the checksums somewhere, or the test would show nothing.
        Assert.True(tally.Decoded > count / 20 && tally.Refused > count / 4, tally.ToString());
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
