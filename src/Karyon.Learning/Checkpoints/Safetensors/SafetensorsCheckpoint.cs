using Karyon.Tensors;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.Safetensors;

/// <summary>One or several safetensors files, memory-mapped, as one checkpoint.</summary>
internal sealed class SafetensorsCheckpoint : ICheckpoint
{
    private readonly IReadOnlyList<SafetensorsFile> _files;
    private readonly Dictionary<string, SafetensorsFile> _homes = new(StringComparer.Ordinal);

    private SafetensorsCheckpoint(string name, IReadOnlyList<SafetensorsFile> files)
    {
        (Name, _files) = (name, files);
        var entries = new List<CheckpointEntry>();
        foreach (var file in files)
        {
            foreach (var entry in file.Entries.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Name, StringComparer.Ordinal))
            {
                if (!_homes.TryAdd(entry.Name, file)) throw new InvalidTensorFileException($"{name}: tensor {PrintableText.Of(entry.Name)} stands in two of its files; download them again");
                entries.Add(new CheckpointEntry(entry.Name, entry.Shape, entry.Type.ToString()));
            }
        }
        Entries = entries;
        Metadata = files.Count == 1 ? files[0].Metadata : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Others => [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a single file.</summary>
    /// <exception cref="InvalidTensorFileException">It is no sound safetensors file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsCheckpoint Open(string path) => Open(path, [path], null);

    /// <summary>Views an open file, which belongs to the checkpoint from here on.</summary>
    public static SafetensorsCheckpoint Of(string name, SafetensorsFile file) => new(name, [file]);

    /// <summary>Opens an index (<c>model.safetensors.index.json</c>) and the files beside it that it names.</summary>
    /// <exception cref="InvalidTensorFileException">The index or a file is no sound one, they do not agree, or a file is named outside the index's folder.</exception>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    public static SafetensorsCheckpoint OpenIndex(string path)
    {
        var index = SafetensorsIndex.Read(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Open(path, [.. index.Files.Select(file => Path.Combine(folder, file))], index);
    }

    /// <inheritdoc/>
    public Tensor Read(string name, TensorAllocator? allocator = null) => HomeOf(name).Read(name, allocator);

    /// <inheritdoc/>
    public void Read(string name, Span<float> target) => HomeOf(name).Read(name, target);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private SafetensorsFile HomeOf(string name) =>
        _homes.TryGetValue(name, out var file) ? file : throw new InvalidTensorFileException($"{Name}: there is no tensor {PrintableText.Of(name)}");

    private static SafetensorsCheckpoint Open(string name, IReadOnlyList<string> paths, SafetensorsIndex? index)
    {
        var files = new List<SafetensorsFile>();
        try
        {
            foreach (var path in paths)
            {
                if (!File.Exists(path)) throw new InvalidTensorFileException($"{name}: {Path.GetFileName(path)} is missing beside it; download it too");
                files.Add(SafetensorsFile.Open(path));
            }
            index?.Check(files);
            return new SafetensorsCheckpoint(name, files);
        }
        catch
        {
            foreach (var file in files) file.Dispose();
            throw;
        }
    }
}
