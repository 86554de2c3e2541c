using System.Buffers.Binary;
using Karyon.Tensors.Serialization;

namespace Karyon.Tensors.Tests.Serialization;

public class SafetensorsHostileTests
{
    public static TheoryData<string, byte[]> Unsound => new()
    {
        { "0 bytes", [] },
        { "7 bytes", [1, 2, 3, 4, 5, 6, 7] },
        { "header length 0", new byte[16] },
        { "header length", RawSafetensors.Of("{}", 3L) },
        { "header length", RawSafetensors.Of("{}", long.MaxValue) },
        { "header length", RawSafetensors.Of("{}", -1L) },
        { "header length", RawSafetensors.Of("{}", long.MinValue) },
        { "malformed", RawSafetensors.Of("{]") },
        { "malformed", RawSafetensors.Of("{\"w\":") },
        { "malformed", RawSafetensors.Of("{\"\xFF") },
        { "no JSON object", RawSafetensors.Of("[]") },
        { "no JSON object", RawSafetensors.Of("12") },
        { "malformed", RawSafetensors.Of("{\"w\":" + new string('[', 100_000)) },
        { "malformed", RawSafetensors.Of("{\"w\":{\"dtype\":\"F32\",\"shape\":[[[[[[[[[1]]]]]]]]],\"data_offsets\":[0,4]}}", 0, 0, 0, 0) },
        { "malformed", RawSafetensors.Of("{\"w\":1}") },
        { "malformed", RawSafetensors.Of("{\"w\":{}}") },
        { "malformed", RawSafetensors.Of("{\"__metadata__\":[1]}") },
        { "malformed", RawSafetensors.Of("{\"__metadata__\":{\"k\":1}}") },
        { "format F8_E4M3, which is not read", One("F8_E4M3", "[1]", 0, 1, 1) },
        { "which is not read", RawSafetensors.Of("{\"w\":{\"dtype\":null,\"shape\":[1],\"data_offsets\":[0,4]}}", 0, 0, 0, 0) },
        { "malformed", RawSafetensors.Of("{\"w\":{\"dtype\":4,\"shape\":[1],\"data_offsets\":[0,4]}}", 0, 0, 0, 0) },
        { "has the shape [-1]", One("F32", "[-1]", 0, 4, 4) },
        { "has the shape [1, 1, 1, 1, 1, 1, 1, 1, 1]", One("F32", "[1,1,1,1,1,1,1,1,1]", 0, 4, 4) },
        { "malformed", One("F32", "[1.5]", 0, 4, 4) },
        { "malformed", One("F32", "[99999999999]", 0, 4, 4) },
        { "malformed", One("F32", "4", 0, 4, 4) },
        { "more elements than a file can hold", One("F32", "[2147483647,2147483647]", 0, 4, 4) },
        { "more elements than a file can hold", One("F32", "[65536,65536,65536,65536,65536,65536,65536,0]", 0, 0, 0) },
        { "do not hold [1048576, 1048576]", One("U8", "[1048576,1048576]", 0, 4, 4) },
        { "do not hold [3]", One("F32", "[3]", 0, 8, 8) },
        { "do not hold [2]", One("F16", "[2]", 0, 8, 8) },
        { "leave the data section", One("F32", "[2]", 0, 8, 7) },
        { "leave the data section", One("F32", "[2]", 8, 0, 8) },
        { "leave the data section", One("F32", "[2]", -8, 0, 8) },
        { "leave the data section", One("F32", "[2]", long.MaxValue - 8, long.MaxValue, 8) },
        { "malformed", RawSafetensors.Of("{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1e300]}}", 0) },
        { "no pair of data offsets", RawSafetensors.Of("{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}", 0) },
        { "overlaps", Two("a", 0, 8, "b", 4, 12) },
        { "overlaps", Two("a", 4, 12, "b", 0, 8) },
        { "overlaps", Two("a", 0, 8, "b", 0, 8) },
        { "listed twice", Two("a", 0, 8, "a", 8, 16) },
    };

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public void An_unsound_file_is_refused_in_one_line_that_names_it(string reason, byte[] bytes)
    {
        var exception = Assert.Throws<InvalidTensorFileException>(() => SafetensorsFile.FromBytes("weights.safetensors", bytes));
        AssertOneLine(exception);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);

        // The mapped file must say the same kind of thing.
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            Assert.Throws<InvalidTensorFileException>(() => SafetensorsFile.Open(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_name_of_two_lines_does_not_break_the_message_in_two()
    {
        foreach (var bytes in new[] { Two("a", 0, 8, "two\\nlines", 4, 12), One("two\\nlines", "[1]", 0, 4, 4) })
            AssertOneLine(Assert.Throws<InvalidTensorFileException>(() => SafetensorsFile.FromBytes("weights.safetensors", bytes)));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_IO_error_that_names_it() =>
        Assert.Contains("absent.safetensors", Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open("absent.safetensors")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_tensor_that_is_not_there_is_named()
    {
        using var file = SafetensorsFile.FromBytes("weights.safetensors", Sample());
        Assert.Contains("there is no tensor absent", Assert.Throws<InvalidTensorFileException>(() => file.Read("absent")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_of_terabytes_allocates_nothing()
    {
        var header = "{" + string.Join(',', Enumerable.Range(0, 1000).Select(k => RawSafetensors.Entry($"w{k}", "F32", "[1048576,1048576]", 0, 4398046511104))) + "}";
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidTensorFileException>(() => SafetensorsFile.FromBytes("weights.safetensors", RawSafetensors.Of(header)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Every_truncation_of_a_sound_file_is_refused()
    {
        var sample = Sample();
        for (var length = 0; length < sample.Length; length++)
            AssertOneLine(Assert.Throws<InvalidTensorFileException>(() => SafetensorsFile.FromBytes("weights.safetensors", sample[..length])));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_in_one_line()
    {
        var sample = Sample();
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(sample);
        var random = new CounterRandom(5);
        var counter = 0UL;
        var count = int.TryParse(Environment.GetEnvironmentVariable("KARYON_FUZZ"), out var asked) ? asked : 5000;
        var refused = 0;
        for (var k = 0; k < count; k++)
        {
            var mutant = new List<byte>(sample);
            for (var changes = 1 + random.Below(counter++, 4); changes > 0; changes--) Mutate(mutant, header, random, ref counter);
            try
            {
                using var file = SafetensorsFile.FromBytes("weights.safetensors", [.. mutant]);
                foreach (var name in file.Entries.Keys)
                {
                    using var tensor = file.Read(name);
                    Assert.True(tensor.Count <= mutant.Count);
                }
            }
            catch (InvalidTensorFileException exception)
            {
                AssertOneLine(exception);
                refused++;
            }
        }
        Assert.InRange(refused, count / 10, count - 1);
    }

    /// <summary>Digits, brackets and quotes land in the header more often than noise would.</summary>
    private static void Mutate(List<byte> bytes, int header, CounterRandom random, ref ulong counter)
    {
        var at = random.Below(counter++, Math.Min(8 + header, bytes.Count - 1));
        switch (random.Below(counter++, 5))
        {
            case 0: bytes[at] = (byte)random.Below(counter++, 256); break;
            case 1: bytes[at] = "0123456789[]{},:\"-e\\\n"u8[random.Below(counter++, 21)]; break;
            case 2: bytes.RemoveAt(at); break;
            case 3: bytes.Insert(at, "0123456789[]{},:\"-e\\\n"u8[random.Below(counter++, 21)]); break;
            default: bytes.RemoveRange(at, Math.Min(random.Below(counter++, 8), bytes.Count - 9 < at ? 0 : bytes.Count - 9 - at)); break;
        }
    }

    private static void AssertOneLine(Exception exception)
    {
        Assert.StartsWith("weights.safetensors: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.DoesNotContain('\r', exception.Message);
    }

    private static byte[] One(string type, string shape, long start, long end, int bytes) => RawSafetensors.Of($"{{{RawSafetensors.Entry("w", type, shape, start, end)}}}", new byte[bytes]);

    private static byte[] Two(string a, long a0, long a1, string b, long b0, long b1) =>
        RawSafetensors.Of($"{{{RawSafetensors.Entry(a, "F32", "[2]", a0, a1)},{RawSafetensors.Entry(b, "F32", "[2]", b0, b1)}}}", new byte[16]);

    private static byte[] Sample()
    {
        using Tensor a = Tensor.FromSpan([1, 2, 3, 4, 5, 6], new Shape(2, 3)), b = Tensor.FromSpan([7], new Shape());
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [("layer.weight", a), ("layer.bias", b)], metadata: new Dictionary<string, string> { ["license"] = "CC0" });
        return stream.ToArray();
    }
}
