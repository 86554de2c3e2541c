using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Karyon.Tensors.Serialization;

/// <summary>Writes safetensors files: names in the given order, data 8-byte aligned, the same bytes for the same tensors.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes tensors to a stream.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">Names and elements; those that come from a source are asked for one by one, so that one is in memory at a time.</param>
    /// <param name="type">float32, float16 or bfloat16; narrowing rounds to nearest even.</param>
    /// <param name="metadata">Texts kept in the header.</param>
    /// <exception cref="ArgumentException">The number format cannot be written, or a name occurs twice.</exception>
    public static void Write(Stream stream, IReadOnlyList<(string Name, Tensor Tensor)> tensors, StoredType type = StoredType.Float32, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (type is not (StoredType.Float32 or StoredType.Float16 or StoredType.BFloat16)) throw new ArgumentException($"{type} cannot be written; use Float32, Float16 or BFloat16", nameof(type));
        var header = Header(tensors, type, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in tensors)
        {
            WriteData(stream, tensor.Span, type);
            tensor.Unload();
        }
    }

    private static byte[] Header(IReadOnlyList<(string Name, Tensor Tensor)> tensors, StoredType type, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, text) in metadata.OrderBy(item => item.Key, StringComparer.Ordinal)) json.WriteString(key, text);
                json.WriteEndObject();
            }
            var names = new HashSet<string>(StringComparer.Ordinal);
            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                if (!names.Add(name)) throw new ArgumentException($"tensor {name} is given twice", nameof(tensors));
                var end = offset + tensor.Count * SafetensorsFile.SizeOf(type);
                json.WriteStartObject(name);
                json.WriteString("dtype", type switch { StoredType.Float32 => "F32", StoredType.Float16 => "F16", _ => "BF16" });
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape.Sizes) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteData(Stream stream, ReadOnlySpan<float> elements, StoredType type)
    {
        if (type == StoredType.Float32)
        {
            stream.Write(MemoryMarshal.AsBytes(elements));
            return;
        }
        var batch = new ushort[Math.Min(elements.Length, 1 << 16)];
        for (var first = 0; first < elements.Length; first += batch.Length)
        {
            var count = Math.Min(batch.Length, elements.Length - first);
            for (var i = 0; i < count; i++) batch[i] = type == StoredType.Float16 ? BitConverter.HalfToUInt16Bits((Half)elements[first + i]) : RoundToBFloat16(elements[first + i]);
            stream.Write(MemoryMarshal.AsBytes(batch.AsSpan(0, count)));
        }
    }

    private static ushort RoundToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
