using System.Diagnostics;
using System.Globalization;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Jpeg;

namespace Karyon.Data.Tests.Codecs.Jpeg;

/// <summary>Damaged files, made from every variant: by default some thousands, as many as the environment's KARYON_FUZZ says where it is set.</summary>
public class JpegFuzzTests
{
    private static readonly DecodeLimits Limits = new(MaxPixels: 1 << 20, MaxBytes: 1 << 24);

    [Fact]
    public void A_mutated_file_decodes_or_is_refused_with_one_line_and_bounded_memory()
    {
        var setting = Environment.GetEnvironmentVariable("KARYON_FUZZ");
        var count = int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 6000;
        var seeds = JpegGoldens.ReadList("expected.json").Keys.Select(JpegGoldens.Read).ToArray();
        Assert.True(seeds.Length >= 20);
        int decoded = 0, refused = 0;
        for (var i = 0; i < count; i++)
        {
            var random = new Random(i);
            var file = Mutate(seeds[i % seeds.Length], seeds[random.Next(seeds.Length)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.GetTimestamp();
            DecodedImage? image = null;
            try
            {
                image = i % 3 == 0
                    ? JpegDecoder.DecodeAbbreviated(default, file, JpegColorHint.FromFile, "fuzz.jpg", Limits)
                    : JpegDecoder.Decode(file, "fuzz.jpg", Limits);
                decoded++;
            }
            catch (InvalidFileException fault)
            {
                Assert.DoesNotContain('\n', fault.Message);
                Assert.StartsWith("fuzz.jpg: ", fault.Message, StringComparison.Ordinal);
                refused++;
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"mutation {i} of seed {i % seeds.Length}", fault);
            }
            if (image is not null) Assert.Equal(image.Width * image.Height * image.Channels, image.Samples8!.Length);
            // The limit covers images and working buffers; tables and messages come on top.
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= Limits.MaxBytes + (1 << 20), $"mutation {i}");
            Assert.True(Stopwatch.GetElapsedTime(clock).TotalSeconds < 10, $"mutation {i}");
        }
        Assert.True(decoded > count / 50 && refused > count / 4, $"{decoded} decoded, {refused} refused: the mutations are too mild or too wild");
    }

    [Fact]
    public void Every_truncation_of_a_file_is_refused()
    {
        foreach (var name in new[] { "420", "progressive-420", "restart-1-mcu", "cmyk", "three-scans", "grey", "size-1x1-1x1" })
        {
            var file = JpegGoldens.Read(name);
            for (var length = 0; length < file.Length; length++)
                Assert.Throws<InvalidFileException>(() => JpegDecoder.Decode(file.AsSpan(0, length), "cut.jpg", DecodeLimits.Default));
        }
    }

    private static byte[] Mutate(byte[] seed, byte[] other, Random random)
    {
        var file = seed.ToList();
        for (var times = 1 + random.Next(4); times > 0; times--)
        {
            var at = random.Next(file.Count);
            switch (random.Next(8))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[at] = (byte)random.Next(256);
                    break;
                case 2:
                    file.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    file.RemoveRange(at, Math.Min(file.Count - at - 1, random.Next(1, 20)));
                    break;
                case 4:
                    file.InsertRange(at, file.GetRange(at, Math.Min(file.Count - at, random.Next(1, 60))));
                    break;
                case 5:
                    // Headers steer the decoder: damage there goes deeper.
                    file[random.Next(Math.Min(file.Count, 700))] = (byte)(random.Next(2) == 0 ? 0xFF : random.Next(256));
                    break;
                case 6:
                    var from = random.Next(other.Length);
                    var part = other.AsSpan(from, Math.Min(other.Length - from, random.Next(1, 200)));
                    for (var i = 0; i < part.Length && at + i < file.Count; i++) file[at + i] = part[i];
                    break;
                default:
                    ChangeFrame(file, random);
                    break;
            }
        }
        return [.. file];
    }

    /// <summary>Alters one byte of the frame or scan header, where sizes, sampling and tables are.</summary>
    private static void ChangeFrame(List<byte> file, Random random)
    {
        for (var i = 0; i + 20 < file.Count; i++)
        {
            if (file[i] != 0xFF || file[i + 1] is not (0xC0 or 0xC1 or 0xC2 or 0xDA) || random.Next(2) == 0) continue;
            file[i + 1 + random.Next(18)] = (byte)random.Next(random.Next(2) == 0 ? 5 : 256);
            return;
        }
    }
}
