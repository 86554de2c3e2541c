using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Karyon.Tensors.Serialization;

namespace Karyon.Tensors.Tests.Serialization;

public class SafetensorsRoundTripTests
{
    private static readonly Shape[] Shapes = [new(), new(1), new(0), new(3, 0, 2), new(7), new(2, 3, 5), new(1, 2, 3, 4, 1), new(300, 301)];

    [Theory]
    [InlineData(StoredType.Float32)]
    [InlineData(StoredType.Float16)]
    [InlineData(StoredType.BFloat16)]
    public void Tensors_come_back_with_names_shapes_and_values_that_the_format_can_hold(StoredType type)
    {
        using var scope = new TensorScope();
        var tensors = Shapes.Select((shape, k) => ($"layer.{k}/\"ü\\.weight", scope.Own(Tensor.FromSpan(Exact(shape, (ulong)k), shape)))).ToArray();
        var metadata = new Dictionary<string, string> { ["license"] = "CC0", ["text"] = "two\nlines, \"quoted\", µm" };
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, type, metadata);

        using var file = SafetensorsFile.FromBytes("file", stream.ToArray());
        Assert.Equal(metadata.OrderBy(item => item.Key), file.Metadata.OrderBy(item => item.Key));
        Assert.Equal(tensors.Select(item => item.Item1).Order(StringComparer.Ordinal), file.Entries.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal((type, tensor.Shape), (file.Entries[name].Type, file.Entries[name].Shape));
            using var read = file.Read(name);
            Assert.Equal(tensor.ToArray(), read.ToArray());
        }
    }

    [Fact]
    public void Tensors_from_a_source_are_written_one_by_one_and_given_back()
    {
        float[] elements = [1, 2, 3];
        var calls = new List<string>();
        using var scope = new TensorScope();
        Tensor Of(string name) => scope.Own(Tensor.Deferred(new Shape(3), target =>
        {
            calls.Add(name);
            elements.CopyTo(target);
        }));
        (string, Tensor)[] tensors = [("b", Of("b")), ("a", Of("a"))];
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        Assert.Equal(["b", "a"], calls);
        // Asked for again, it is read again: it had been given back.
        Assert.Equal(elements, tensors[0].Item2.ToArray());
        Assert.Equal(["b", "a", "b"], calls);
        using var file = SafetensorsFile.FromBytes("file", stream.ToArray());
        var target = new float[3];
        file.Read("a", target);
        Assert.Equal(elements, target);
        Assert.Throws<ArgumentException>(() => file.Read("a", new float[2]));
    }

    [Fact]
    public void A_deferred_tensor_is_copied_straight_from_its_source()
    {
        var calls = 0;
        using var tensor = Tensor.Deferred(new Shape(2), target =>
        {
            calls++;
            target.Fill(calls);
        });
        var copy = new float[2];
        tensor.CopyTo(copy);
        Assert.Equal((1f, 1), (copy[1], calls));
        Assert.Equal(2, tensor.Span[0]);
        tensor.CopyTo(copy);
        Assert.Equal((2f, 2), (copy[1], calls));
        Assert.Throws<ShapeException>(() => tensor.CopyTo(new float[3]));
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.CopyTo(copy));
    }

    [Theory]
    [InlineData(StoredType.Float32)]
    [InlineData(StoredType.BFloat16)]
    public void A_file_on_disk_reads_as_one_in_memory(StoredType type)
    {
        using var tensor = Tensor.FromSpan(Exact(new Shape(1100, 1000), 1), new Shape(1100, 1000));
        var path = Path.GetTempFileName();
        try
        {
            using (var stream = File.Create(path)) SafetensorsWriter.Write(stream, [("weight", tensor)], type);
            using SafetensorsFile stored = SafetensorsFile.Open(path), held = SafetensorsFile.FromBytes("held", File.ReadAllBytes(path));
            using Tensor a = stored.Read("weight"), b = held.Read("weight");
            Assert.Equal(type == StoredType.Float32 ? tensor.ToArray() : b.ToArray(), a.ToArray());
            Assert.Equal(a.ToArray(), b.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_written_bytes_are_a_length_a_JSON_header_and_little_endian_data_in_the_given_order()
    {
        using Tensor a = Tensor.FromSpan([1, -2], new Shape(2)), b = Tensor.FromSpan([0.5f], new Shape(1, 1));
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [("z", a), ("a", b)], metadata: new Dictionary<string, string> { ["k"] = "v" });
        var bytes = stream.ToArray();
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        using var header = JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 8, length));
        Assert.Equal(["__metadata__", "z", "a"], header.RootElement.EnumerateObject().Select(item => item.Name));
        Assert.Equal("""{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", header.RootElement.GetProperty("z").GetRawText());
        Assert.Equal("""{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}""", header.RootElement.GetProperty("a").GetRawText());
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F], bytes[(8 + length)..]);
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes()
    {
        using var tensor = Tensor.FromSpan([1, 2], new Shape(2));
        byte[] Write(params string[] keys)
        {
            using var stream = new MemoryStream();
            SafetensorsWriter.Write(stream, [("w", tensor)], metadata: keys.ToDictionary(key => key, key => key));
            return stream.ToArray();
        }
        Assert.Equal(Write("a", "b"), Write("b", "a"));
    }

    /// <summary>Ties go to the even neighbour, beyond half the last step to infinity, below half the least step to zero.</summary>
    public static TheoryData<float, ushort> Halves => new()
    {
        { 1f, 0x3C00 },
        { -0f, 0x8000 },
        { 1f + 1f / 2048, 0x3C00 },
        { 1f + 3f / 2048, 0x3C02 },
        { 1f + 1f / 2048 + 1f / (1 << 20), 0x3C01 },
        { -(1f + 3f / 2048), 0xBC02 },
        { 65504f, 0x7BFF },
        { MathF.BitDecrement(65520f), 0x7BFF },
        { 65520f, 0x7C00 },
        { float.NegativeInfinity, 0xFC00 },
        { 1f / (1 << 24), 0x0001 },
        { 1f / (1 << 25), 0x0000 },
        { 1.5f / (1 << 25), 0x0001 },
        { 3f / (1 << 25), 0x0002 },
        { 1f / (1 << 14) - 1f / (1 << 25), 0x0400 },
    };

    [Theory]
    [MemberData(nameof(Halves))]
    public void Narrowing_to_half_precision_rounds_to_nearest_even(float value, ushort bits) => Assert.Equal(bits, Narrowed(value, StoredType.Float16));

    public static TheoryData<float, ushort> Brains => new()
    {
        { 1f, 0x3F80 },
        { -0f, 0x8000 },
        { 1f + 1f / 256, 0x3F80 },
        { 1f + 3f / 256, 0x3F82 },
        { 1f + 1f / 256 + 1f / (1 << 20), 0x3F81 },
        { -(1f + 3f / 256), 0xBF82 },
        { float.MaxValue, 0x7F80 },
        { float.PositiveInfinity, 0x7F80 },
        { BitConverter.UInt32BitsToSingle(0x7F7F7FFF), 0x7F7F },
        { BitConverter.UInt32BitsToSingle(0x7F7F8000), 0x7F80 },
        { BitConverter.UInt32BitsToSingle(0x00008000), 0x0000 },
        { BitConverter.UInt32BitsToSingle(0x00018000), 0x0002 },
    };

    [Theory]
    [MemberData(nameof(Brains))]
    public void Narrowing_to_bfloat16_rounds_to_nearest_even(float value, ushort bits) => Assert.Equal(bits, Narrowed(value, StoredType.BFloat16));

    [Theory]
    [InlineData(StoredType.Float16)]
    [InlineData(StoredType.BFloat16)]
    public void A_NaN_stays_one(StoredType type)
    {
        foreach (var bits in new[] { 0x7FC00000u, 0xFFC00000u, 0x7F800001u, 0xFF800001u })
        {
            using var tensor = Tensor.FromSpan([BitConverter.UInt32BitsToSingle(bits)], new Shape(1));
            using var stream = new MemoryStream();
            SafetensorsWriter.Write(stream, [("w", tensor)], type);
            using var file = SafetensorsFile.FromBytes("file", stream.ToArray());
            using var read = file.Read("w");
            Assert.True(float.IsNaN(read.Span[0]), $"{bits:X8} became {read.Span[0]}");
        }
    }

    [Theory]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0xBF }, -1f)]
    [InlineData("I64", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2f)]
    [InlineData("I32", new byte[] { 0xFD, 0xFF, 0xFF, 0xFF }, -3f)]
    [InlineData("U8", new byte[] { 0xFF }, 255f)]
    [InlineData("BF16", new byte[] { 0x80, 0x3F }, 1f)]
    [InlineData("F16", new byte[] { 0x01, 0x00 }, 1f / (1 << 24))]
    public void Numbers_of_every_format_widen_to_float(string type, byte[] data, float expected)
    {
        using var file = SafetensorsFile.FromBytes("file", RawSafetensors.Of($"{{{RawSafetensors.Entry("w", type, "[1]", 0, data.Length)}}}", data));
        using var read = file.Read("w");
        Assert.Equal(expected, read.Span[0]);
    }

    [Fact]
    public void Data_need_not_be_aligned_nor_in_the_header_s_order()
    {
        var header = $"{{{RawSafetensors.Entry("b", "F32", "[1]", 1, 5)},{RawSafetensors.Entry("a", "U8", "[]", 0, 1)}}}";
        using var file = SafetensorsFile.FromBytes("file", RawSafetensors.Of(header, 7, 0, 0, 0x80, 0x3F));
        using Tensor a = file.Read("a"), b = file.Read("b");
        Assert.Equal((7f, 1f), (a.Span[0], b.Span[0]));
    }

    [Fact]
    public void What_cannot_be_written_is_a_caller_s_error()
    {
        using var tensor = Tensor.Zeros(new Shape(1));
        using var stream = new MemoryStream();
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(stream, [("w", tensor), ("w", tensor)]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(stream, [("w", tensor)], StoredType.Int64));
        Assert.Equal(0, stream.Length);
    }

    /// <summary>Numbers with at most eight significant bits: every format holds them.</summary>
    private static float[] Exact(Shape shape, ulong seed)
    {
        var random = new CounterRandom(seed);
        var elements = new float[shape.Count];
        for (var i = 0; i < elements.Length; i++) elements[i] = (random.Below((ulong)i, 511) - 255) / 64f;
        return elements;
    }

    private static ushort Narrowed(float value, StoredType type)
    {
        using var tensor = Tensor.FromSpan([value], new Shape(1));
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [("w", tensor)], type);
        return MemoryMarshal.Read<ushort>(stream.ToArray().AsSpan()[^2..]);
    }
}
