using System.Text.Json;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.Safetensors;

/// <summary>Which of several safetensors files holds which tensor: the <c>weight_map</c> of <c>model.safetensors.index.json</c>.</summary>
internal sealed class SafetensorsIndex
{
    private const long MaxBytes = 16 << 20;
    private const int MaxFiles = 1024;
    private readonly string _path;
    private readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal);

    private SafetensorsIndex(string path) => _path = path;

    /// <summary>The files' names, without folders, each once, in order.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>Reads an index.</summary>
    /// <exception cref="InvalidTensorFileException">It is no sound index, or names a file outside its folder.</exception>
    public static SafetensorsIndex Read(string path)
    {
        var index = new SafetensorsIndex(path);
        if (new FileInfo(path).Length > MaxBytes) throw index.Invalid($"an index of more than {MaxBytes} bytes is not read");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("weight_map", out var map))
                throw index.Invalid("this JSON file has no weight_map: it is no index of safetensors files");
            foreach (var item in map.EnumerateObject())
                if (!index._homes.TryAdd(item.Name, index.FileNamed(item.Value.GetString()))) throw index.Invalid($"tensor {item.Name} is listed twice");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidTensorFileException($"{path}: the index is malformed ({PrintableText.Of(fault.Message.ReplaceLineEndings(" "))}); download it again", fault);
        }
        index.Files = [.. index._homes.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return index.Files.Count is > 0 and <= MaxFiles ? index : throw index.Invalid($"the index names {index.Files.Count} files; 1 to {MaxFiles} are read");
    }

    /// <summary>Holds the files against the index: every tensor where the index says, and no other.</summary>
    /// <param name="files">The files, in the order of <see cref="Files"/>.</param>
    public void Check(IReadOnlyList<SafetensorsFile> files)
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (_homes.FirstOrDefault(home => home.Value == Files[i] && !files[i].Entries.ContainsKey(home.Key)) is { Key: { } missing }) throw Invalid($"tensor {missing} is not in {Files[i]}; download both again");
            if (files[i].Entries.Keys.FirstOrDefault(name => _homes.GetValueOrDefault(name) != Files[i]) is { } extra) throw Invalid($"tensor {extra} of {Files[i]} is not in the index; download both again");
        }
    }

    private string FileNamed(string? name) =>
        name is { Length: > 0 and <= 255 } and not "." and not ".." && !name.AsSpan().ContainsAny('/', '\\', ':') && !name.Any(char.IsControl)
            ? name
            : throw Invalid($"the index names the file '{name}'; only files beside it are read");

    private InvalidTensorFileException Invalid(string what) => new($"{_path}: {PrintableText.Of(what)}");
}
