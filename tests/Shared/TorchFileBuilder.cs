using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Karyon.Testing;

/// <summary>Makes files as <c>torch.save</c> writes them, in both formats: storages, and views of them by name, sound or not.</summary>
internal sealed class TorchFileBuilder
{
    private readonly List<(string Key, string Class, long Count, byte[] Bytes)> _storages = [];
    private readonly List<(string Name, Action<PickleWriter> Write)> _items = [];

    /// <summary>The entry that holds the tensors, as trainers have it; null: the dictionary itself.</summary>
    public string? Wrapper { get; init; }

    /// <summary>What stands beside the tensors in the outer dictionary.</summary>
    public List<(string Name, Action<PickleWriter> Write)> Beside { get; } = [];

    /// <summary>Storages that the file says it has and lacks.</summary>
    public HashSet<string> Lost { get; } = [];

    /// <summary>Adds a storage.</summary>
    /// <param name="type">Class of its elements, e.g. <c>FloatStorage</c>.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="bytes">The elements.</param>
    /// <returns>Its number.</returns>
    public int Storage(string type, int elementBytes, params byte[] bytes)
    {
        _storages.Add(($"{_storages.Count}", type, bytes.Length / elementBytes, bytes));
        return _storages.Count - 1;
    }

    public int Floats(params float[] values) => Storage("FloatStorage", 4, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Adds a view of a storage.</summary>
    public TorchFileBuilder View(string name, int storage, long offset, long[] sizes, long[] strides, bool isParameter = false) => Item(name, pickle =>
    {
        if (isParameter) pickle.Global("torch._utils", "_rebuild_parameter").Mark();
        pickle.Global("torch._utils", "_rebuild_tensor_v2").Mark();
        WriteStorage(pickle, storage);
        pickle.Int(offset).Ints(sizes).Ints(strides).Bool(false).CallEmpty("collections", "OrderedDict").Op('t').Op('R');
        if (isParameter) pickle.Bool(true).CallEmpty("collections", "OrderedDict").Op('t').Op('R');
    });

    /// <summary>Adds a row-major tensor with a storage of its own.</summary>
    public TorchFileBuilder Tensor(string name, int[] sizes, params float[] values)
    {
        var strides = new long[sizes.Length];
        var stride = 1L;
        for (var d = sizes.Length - 1; d >= 0; d--) (strides[d], stride) = (stride, stride * sizes[d]);
        return View(name, Floats(values), 0, [.. sizes.Select(size => (long)size)], strides);
    }

    /// <summary>Adds anything else to the tensors' dictionary.</summary>
    public TorchFileBuilder Item(string name, Action<PickleWriter> write)
    {
        _items.Add((name, write));
        return this;
    }

    /// <summary>The file in the format of PyTorch 1.6 and later.</summary>
    public byte[] Zip(CompressionLevel level = CompressionLevel.NoCompression) => Archive(Pickle(), level);

    /// <summary>An archive around any pickle.</summary>
    public byte[] Archive(byte[] pickle, CompressionLevel level = CompressionLevel.NoCompression)
    {
        _isStream = false;
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "file/data.pkl", pickle, level);
            Add(archive, "file/byteorder", "little"u8.ToArray(), level);
            foreach (var storage in _storages.Where(storage => !Lost.Contains(storage.Key))) Add(archive, $"file/data/{storage.Key}", storage.Bytes, level);
            Add(archive, "file/version", "3\n"u8.ToArray(), level);
        }
        return stream.ToArray();
    }

    /// <summary>The file in the older format.</summary>
    public byte[] Stream()
    {
        _isStream = true;
        using var stream = new MemoryStream();
        stream.Write(new PickleWriter().Raw(0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19).Stop());
        stream.Write(new PickleWriter().Int(1001).Stop());
        stream.Write(new PickleWriter().Op('}').Mark().Text("protocol_version").Int(1001).Text("little_endian").Bool(true).Op('u').Stop());
        stream.Write(Pickle());
        var keys = new PickleWriter().Op(']').Mark();
        foreach (var storage in _storages) keys.Text(storage.Key);
        stream.Write(keys.Op('e').Stop());
        Span<byte> count = stackalloc byte[8];
        foreach (var storage in _storages.Where(storage => !Lost.Contains(storage.Key)))
        {
            BinaryPrimitives.WriteInt64LittleEndian(count, storage.Count);
            stream.Write(count);
            stream.Write(storage.Bytes);
        }
        return stream.ToArray();
    }

    private bool _isStream;

    private byte[] Pickle()
    {
        var pickle = new PickleWriter();
        if (Wrapper is null)
        {
            Dictionary(pickle, _items);
            return pickle.Stop();
        }
        Dictionary(pickle, [.. Beside, (Wrapper, inner => Dictionary(inner, _items))]);
        return pickle.Stop();
    }

    private static void Dictionary(PickleWriter pickle, List<(string Name, Action<PickleWriter> Write)> items)
    {
        pickle.CallEmpty("collections", "OrderedDict").Mark();
        foreach (var (name, write) in items)
        {
            pickle.Text(name);
            write(pickle);
        }
        pickle.Op('u');
    }

    private void WriteStorage(PickleWriter pickle, int index)
    {
        var storage = _storages[index];
        pickle.Mark().Text("storage").Global("torch", storage.Class).Text(storage.Key).Text("cpu").Int(storage.Count);
        if (_isStream) pickle.None();
        pickle.Op('t').Op('Q');
    }

    private static void Add(ZipArchive archive, string name, byte[] bytes, CompressionLevel level)
    {
        using var entry = archive.CreateEntry(name, level).Open();
        entry.Write(bytes);
    }
}
