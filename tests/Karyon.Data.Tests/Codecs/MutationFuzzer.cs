using System.Buffers.Binary;
using System.Diagnostics;
using Karyon.Data.Codecs;

namespace Karyon.Data.Tests.Codecs;

/// <summary>How many mutated files were decoded, and how many refused with a typed error.</summary>
internal readonly record struct FuzzTally(int Decoded, int Refused);

/// <summary>
/// Feeds a decoder files that were damaged in a seeded, repeatable way. A decoder passes when nothing but
/// <see cref="InvalidFileException"/> with a one-line message leaves it, within the time and the allocation that are stated.
/// </summary>
internal sealed class MutationFuzzer
{
    /// <summary>Bounds to decode under, so that allocation has a limit that can be stated: 1 MiB pixels, 4 MiB of samples.</summary>
    public static readonly DecodeLimits Limits = new(1 << 20, 1 << 22);

    private static readonly uint[] Extremes = [0, 1, 2, 3, 7, 8, 15, 16, 17, 32, 63, 64, 127, 128, 255, 256, 1000, 4095, 4096, 32_767, 32_768, 65_500, 65_535, 65_536, 1 << 24, int.MaxValue, 1u << 31, uint.MaxValue - 1, uint.MaxValue];
    private readonly IReadOnlyList<(string Name, byte[] Bytes)> _seeds;
    private readonly Action<byte[]> _decode;
    private readonly Action<byte[]>? _repair;

    /// <summary>Makes a fuzzer.</summary>
    /// <param name="seeds">Sound files, at least 20, which cover what the decoder claims to read.</param>
    /// <param name="decode">Decodes a file under <see cref="Limits"/>.</param>
    /// <param name="repair">Makes checksums right again in place, so that damage gets past them; done to every second file.</param>
    public MutationFuzzer(IReadOnlyList<(string Name, byte[] Bytes)> seeds, Action<byte[]> decode, Action<byte[]>? repair = null) =>
        (_seeds, _decode, _repair) = (seeds, decode, repair);

    /// <summary>The most that one decoding may allocate: decoded samples, working buffers, and the inflater's own, several times over.</summary>
    public long AllocationLimit { get; init; } = 32L << 20;

    /// <summary>The most that one decoding may take; generous, because other programs may hold the processor.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many files to make: the environment's KARYON_FUZZ, else a number that takes seconds.</summary>
    public static int Count(int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable("KARYON_FUZZ"), out var count) ? count : otherwise;

    /// <summary>Makes and decodes so many files.</summary>
    public FuzzTally Run(int count)
    {
        Assert.True(_seeds.Count >= 20, $"{_seeds.Count} seeds are too few");
        foreach (var (_, bytes) in _seeds) _decode(bytes);
        int decoded = 0, refused = 0;
        for (var i = 0; i < count; i++)
        {
            var (name, bytes) = _seeds[i % _seeds.Count];
            var mutant = Mutate(bytes, new Random(i));
            if (i / _seeds.Count % 2 == 1) _repair?.Invoke(mutant);
            if (Decodes(mutant, $"mutant {i} of {name}")) decoded++;
            else refused++;
        }
        return new FuzzTally(decoded, refused);
    }

    private bool Decodes(byte[] mutant, string what)
    {
        var start = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? refusal = null;
        try
        {
            _decode(mutant);
        }
        catch (InvalidFileException error)
        {
            refusal = error.Message;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{what}: {error.GetType().Name}: {error.Message}; file: {Show(mutant)}", error);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= AllocationLimit, $"{what} made the decoder allocate {allocated} bytes; file: {Show(mutant)}");
        Assert.True(Stopwatch.GetElapsedTime(start) <= TimeLimit, $"{what} took {Stopwatch.GetElapsedTime(start)}; file: {Show(mutant)}");
        if (refusal is not null) Assert.DoesNotContain('\n', refusal);
        return refusal is null;
    }

    private byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = (byte[])seed.Clone();
        for (var steps = 1 + random.Next(6); steps > 0 && bytes.Length > 0; steps--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(9))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = (byte)Extremes[random.Next(Extremes.Length)]; break;
                case 3: Number(bytes, at, 2, random); break;
                case 4: Number(bytes, at, 4, random); break;
                case 5: random.NextBytes(bytes.AsSpan(at, Math.Min(bytes.Length - at, 1 + random.Next(16)))); break;
                case 6: // Something goes missing: a stretch, or the rest.
                    var gone = random.Next(3) == 0 ? bytes.Length - at : Math.Min(bytes.Length - at, 1 + random.Next(40));
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + gone)];
                    break;
                case 7: // Something of the same file comes twice.
                    var from = random.Next(bytes.Length);
                    var length = Math.Min(bytes.Length - from, 1 + random.Next(64));
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(from, length), .. bytes.AsSpan(at)];
                    break;
                default: // A stretch of another file in its place.
                    var other = _seeds[random.Next(_seeds.Count)].Bytes;
                    var source = random.Next(other.Length);
                    var count = Math.Min(Math.Min(other.Length - source, bytes.Length - at), 1 + random.Next(64));
                    other.AsSpan(source, count).CopyTo(bytes.AsSpan(at));
                    break;
            }
        }
        return bytes;
    }

    private static void Number(byte[] bytes, int at, int size, Random random)
    {
        if (bytes.Length - at < size) return;
        var value = Extremes[random.Next(Extremes.Length)];
        var big = random.Next(2) == 0;
        var target = bytes.AsSpan(at, size);
        if (size == 2 && big) BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)value);
        else if (size == 2) BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)value);
        else if (big) BinaryPrimitives.WriteUInt32BigEndian(target, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(target, value);
    }

    private static string Show(byte[] file) =>
        file.Length <= 8192 ? System.Convert.ToBase64String(file) : $"{file.Length} bytes";
}
