using System.Diagnostics;
using System.IO.Compression;
using Karyon.Data.Codecs;
using Karyon.Learning.Checkpoints.PyTorch;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Checkpoints.PyTorch;

/// <summary>Damaged copies of sound files: they are read or refused by name in one line, within time and memory that are stated; nothing else.</summary>
public class PyTorchFuzzTests
{
    /// <summary>The most that one file may allocate: the memo at its bound is 32 MiB with its growth.</summary>
    private const long MostBytes = 64L << 20;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    public static TheoryData<string, Func<byte[]>, int> Files => new()
    {
        { "zip", () => Sound().Zip(), 4000 },
        { "deflated zip", () => Sound().Zip(CompressionLevel.Optimal), 2000 },
        { "stream", () => Sound().Stream(), 4000 },
        { "zip of PyTorch", () => File.ReadAllBytes(CheckpointGoldens.Path("torch-1.13-zip.pt")), 2000 },
        { "stream of PyTorch", () => File.ReadAllBytes(CheckpointGoldens.Path("torch-1.13-stream.tar")), 2000 },
    };

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Mutated_checkpoints_are_read_or_refused(string what, Func<byte[]> file, int count) => Try(what, file(), count, bytes =>
    {
        using var checkpoint = PyTorchCheckpoint.Open("x.pt", new MemoryByteSource(bytes));
        var allocator = new TensorAllocator(MostBytes);
        foreach (var entry in checkpoint.Entries)
            using (checkpoint.Read(entry.Name, allocator)) { }
    });

    private static TorchFileBuilder Sound()
    {
        var builder = new TorchFileBuilder { Wrapper = "state_dict" }.Tensor("a", [2, 3], 1, 2, 3, 4, 5, 6);
        var shared = builder.Storage("HalfStorage", 2, new byte[48]);
        builder.View("b", shared, 0, [4, 6], [6, 1]).View("c", shared, 2, [6, 3], [1, 6], isParameter: true);
        builder.Beside.Add(("epoch", pickle => pickle.Int(70000)));
        return builder;
    }

    private static void Try(string what, byte[] sound, int count, Action<byte[]> read)
    {
        read(sound);
        if (int.TryParse(Environment.GetEnvironmentVariable("KARYON_FUZZ"), out var wanted)) count = wanted;
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutate(sound, new Random(i));
            var start = Stopwatch.GetTimestamp();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(bytes);
            }
            catch (Exception fault) when (fault is InvalidTensorFileException or InvalidFileException)
            {
                refused++;
                Assert.DoesNotContain('\n', fault.Message);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"mutant {i} of the {what}: {fault.GetType().Name}: {fault.Message}", fault);
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= MostBytes, $"mutant {i} of the {what} allocated {allocated} bytes");
            Assert.True(Stopwatch.GetElapsedTime(start) <= MostTime, $"mutant {i} of the {what} took {Stopwatch.GetElapsedTime(start)}");
        }
        Assert.True(refused > count / 10, $"of {count} mutants of the {what} only {refused} were refused: the damage does not reach the reader");
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        var bytes = (byte[])sound.Clone();
        for (var steps = 1 + random.Next(5); steps > 0 && bytes.Length > 0; steps--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = 0xFF; break;
                case 3: // Something goes missing: a stretch, or the rest.
                    var gone = random.Next(4) == 0 ? bytes.Length - at : Math.Min(bytes.Length - at, 1 + random.Next(20));
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + gone)];
                    break;
                case 4: // Something of the file stands in another place.
                    var from = random.Next(bytes.Length);
                    var length = Math.Min(Math.Min(bytes.Length - from, bytes.Length - at), 1 + random.Next(24));
                    bytes.AsSpan(from, length).ToArray().CopyTo(bytes, at);
                    break;
                default: // A large number.
                    BitConverter.GetBytes(random.Next(2) == 0 ? int.MaxValue : random.Next()).AsSpan(0, Math.Min(4, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                    break;
            }
        }
        return bytes;
    }
}
