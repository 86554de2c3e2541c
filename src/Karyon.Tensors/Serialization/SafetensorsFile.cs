using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Karyon.Tensors.Serialization;

/// <summary>
/// A safetensors file: 8 bytes of little-endian header length, a JSON header, raw little-endian data. Tensors are read one by one by their
/// place in the file and widened to float32 without loss; nothing else of it is in memory, not even as mapped pages. Files from outside are
/// hostile: every size is checked before it is used.
/// </summary>
/// <remarks>Format: github.com/huggingface/safetensors, "Format". Thread safe for reading.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const long MaxHeaderBytes = 100 << 20;

    /// <summary>Elements that are read at a time where they are widened.</summary>
    private const int Batch = 1 << 18;

    private readonly SafeFileHandle? _file;
    private readonly byte[]? _bytes;
    private readonly long _dataStart;
    private readonly string _name;

    private SafetensorsFile(string name, SafeFileHandle? file, byte[]? bytes, long length)
    {
        (_name, _file, _bytes) = (name, file, bytes);
        if (length < 8) throw Invalid($"{length} bytes are no safetensors file; it starts with 8 bytes of header length");
        var header = BinaryPrimitives.ReadInt64LittleEndian(Bytes(0, 8));
        if (header < 2 || header > MaxHeaderBytes || header > length - 8)
            throw Invalid($"header length {header} does not fit a file of {length} bytes; the file is truncated or no safetensors file");
        _dataStart = 8 + header;
        (Entries, Metadata) = ParseHeader(Bytes(8, (int)header), length - _dataStart);
    }

    /// <summary>The tensors, by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    /// <summary>The file's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidTensorFileException">It is no sound safetensors file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        var length = new FileInfo(path) is { Exists: true } info ? info.Length : throw new FileNotFoundException($"{path}: no such file", path);
        if (length < 8) throw new InvalidTensorFileException($"{path}: {length} bytes are no safetensors file; download or convert it again");
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        try
        {
            return new SafetensorsFile(path, file, null, RandomAccess.GetLength(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file that is held in memory; the array must not change while it is used.</summary>
    /// <param name="name">Its name in errors.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="InvalidTensorFileException">It is no sound safetensors file.</exception>
    public static SafetensorsFile FromBytes(string name, byte[] bytes) => new(name, null, bytes, bytes.Length);

    /// <summary>Reads a tensor, widened to float32 without loss (64-bit numbers are rounded).</summary>
    /// <exception cref="InvalidTensorFileException">There is no tensor of that name.</exception>
    public Tensor Read(string name, TensorAllocator? allocator = null)
    {
        if (!Entries.TryGetValue(name, out var entry)) throw Invalid($"there is no tensor {name}");
        return Tensor.Filled(entry.Shape, elements => Read(name, elements), allocator);
    }

    /// <summary>Reads a tensor's elements, row-major, widened to float32 without loss (64-bit numbers are rounded).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">As many elements as the tensor has.</param>
    /// <exception cref="InvalidTensorFileException">There is no tensor of that name, or the file has become shorter.</exception>
    /// <exception cref="ArgumentException">The target is of another length.</exception>
    public void Read(string name, Span<float> target)
    {
        if (!Entries.TryGetValue(name, out var entry)) throw Invalid($"there is no tensor {name}");
        if (target.Length != entry.Shape.Count) throw new ArgumentException($"tensor {name} has {entry.Shape.Count} elements, not {target.Length}", nameof(target));
        if (entry.Type == StoredType.Float32 && BitConverter.IsLittleEndian)
        {
            Fill(_dataStart + entry.Offset, MemoryMarshal.AsBytes(target));
            return;
        }
        var size = SizeOf(entry.Type);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(target.Length, Batch) * size);
        try
        {
            for (var first = 0; first < target.Length; first += Batch)
            {
                var part = target.Slice(first, Math.Min(Batch, target.Length - first));
                var bytes = buffer.AsSpan(0, part.Length * size);
                Fill(_dataStart + entry.Offset + (long)first * size, bytes);
                Widen(bytes, entry.Type, part);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    internal static int SizeOf(StoredType type) => type switch
    {
        StoredType.Float64 or StoredType.Int64 => 8,
        StoredType.Float32 or StoredType.Int32 => 4,
        StoredType.UInt8 => 1,
        _ => 2,
    };

    private static void Widen(ReadOnlySpan<byte> source, StoredType type, Span<float> target)
    {
        switch (type)
        {
            case StoredType.Float32:
                MemoryMarshal.Cast<byte, float>(source).CopyTo(target);
                break;
            case StoredType.Float16:
                var halves = MemoryMarshal.Cast<byte, Half>(source);
                for (var i = 0; i < target.Length; i++) target[i] = (float)halves[i];
                break;
            case StoredType.BFloat16:
                var uppers = MemoryMarshal.Cast<byte, ushort>(source);
                for (var i = 0; i < target.Length; i++) target[i] = BitConverter.UInt32BitsToSingle((uint)uppers[i] << 16);
                break;
            case StoredType.Float64:
                var doubles = MemoryMarshal.Cast<byte, double>(source);
                for (var i = 0; i < target.Length; i++) target[i] = (float)doubles[i];
                break;
            case StoredType.Int64:
                var longs = MemoryMarshal.Cast<byte, long>(source);
                for (var i = 0; i < target.Length; i++) target[i] = longs[i];
                break;
            case StoredType.Int32:
                var ints = MemoryMarshal.Cast<byte, int>(source);
                for (var i = 0; i < target.Length; i++) target[i] = ints[i];
                break;
            default:
                for (var i = 0; i < target.Length; i++) target[i] = source[i];
                break;
        }
    }

    private byte[] Bytes(long offset, int count)
    {
        var bytes = new byte[count];
        Fill(offset, bytes);
        return bytes;
    }

    private void Fill(long offset, Span<byte> target)
    {
        if (_bytes is not null)
        {
            _bytes.AsSpan(checked((int)offset), target.Length).CopyTo(target);
            return;
        }
        for (var done = 0; done < target.Length;)
        {
            var read = RandomAccess.Read(_file!, target[done..], offset + done);
            if (read == 0) throw Invalid($"{target.Length} bytes at {offset} lie past the end of the file; it is truncated");
            done += read;
        }
    }

    private (Dictionary<string, TensorEntry>, Dictionary<string, string>) ParseHeader(byte[] header, long dataLength)
    {
        var entries = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Invalid("the header is no JSON object");
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__"))
                    foreach (var item in property.Value.EnumerateObject()) metadata[item.Name] = item.Value.GetString() ?? "";
                else if (!entries.TryAdd(property.Name, ParseEntry(property.Name, property.Value, dataLength)))
                    throw Invalid($"tensor {property.Name} is listed twice");
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new InvalidTensorFileException($"{_name}: the header is malformed ({PrintableText.Of(exception.Message.ReplaceLineEndings(" "))}); download or convert the file again", exception);
        }
        CheckOverlap(entries.Values);
        return (entries, metadata);
    }

    private TensorEntry ParseEntry(string name, JsonElement element, long dataLength)
    {
        var type = element.GetProperty("dtype").GetString() switch
        {
            "F32" => StoredType.Float32,
            "F16" => StoredType.Float16,
            "BF16" => StoredType.BFloat16,
            "F64" => StoredType.Float64,
            "I64" => StoredType.Int64,
            "I32" => StoredType.Int32,
            "U8" => StoredType.UInt8,
            var other => throw Invalid($"tensor {name} has the number format {other}, which is not read (F32, F16, BF16, F64, I64, I32, U8 are)"),
        };
        int[] sizes = [.. element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        if (sizes.Length > 8 || sizes.Any(size => size < 0)) throw Invalid($"tensor {name} has the shape [{string.Join(", ", sizes)}]");
        Shape shape;
        try
        {
            shape = new Shape(sizes);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Invalid($"tensor {name} has the shape [{string.Join(", ", sizes)}], more elements than a file can hold");
        }
        var offsets = element.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2) throw Invalid($"tensor {name} has no pair of data offsets");
        long start = offsets[0].GetInt64(), end = offsets[1].GetInt64();
        if (start < 0 || end < start || end > dataLength) throw Invalid($"tensor {name}: bytes {start} to {end} leave the data section of {dataLength} bytes; the file is truncated");
        if (end - start != shape.Count * SizeOf(type)) throw Invalid($"tensor {name}: {end - start} bytes do not hold {shape} of {SizeOf(type)}-byte numbers");
        return new TensorEntry(name, type, shape, start, end - start);
    }

    private void CheckOverlap(IEnumerable<TensorEntry> entries)
    {
        var end = 0L;
        foreach (var entry in entries.Where(entry => entry.Length > 0).OrderBy(entry => entry.Offset))
        {
            if (entry.Offset < end) throw Invalid($"tensor {entry.Name} overlaps another one at byte {entry.Offset}");
            end = entry.Offset + entry.Length;
        }
    }

    private InvalidTensorFileException Invalid(string what) => new($"{_name}: {PrintableText.Of(what)}");
}
