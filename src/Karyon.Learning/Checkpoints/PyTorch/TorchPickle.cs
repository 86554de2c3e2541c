using Karyon.Data.Pickles;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>The object that <c>torch.save</c> was given, as inert values, and the storages that its tensors are views of.</summary>
internal sealed class TorchPickle
{
    private const int MaxStorages = 1 << 16;
    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    private TorchPickle() { }

    /// <summary>The object.</summary>
    public object? Root { get; private set; }

    /// <summary>The storages, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>Reads it; the bytes then stand behind it.</summary>
    public static TorchPickle Read(PickleBytes bytes, PickleLimits limits)
    {
        var pickle = new TorchPickle();
        pickle.Root = PickleInterpreter.Read(bytes, new PickleWhitelist(TorchGlobals.All, TorchGlobals.Reads, pickle.Load), limits);
        return pickle;
    }

    /// <summary>A persistent id: ("storage", class, key, device, elements), in the older format with a view of a storage behind it, which nothing writes since 2017.</summary>
    private TorchStorage Load(object? id, PickleBytes bytes)
    {
        if (id is not object?[] { Length: 5 or 6 } parts || parts is not ["storage", PickleGlobal type, string key, string, long count, ..] || !TorchGlobals.IsStorage(type))
            throw bytes.Invalid("a persistent id is no storage; save model.state_dict() instead of the model");
        if (parts is [.., not null] and { Length: 6 }) throw bytes.Invalid("a view of a storage is not read; save the file anew with a PyTorch of this decade");
        if (count < 0 || key.Length > 256) throw bytes.Invalid($"a storage has {count} elements and a key of {key.Length} characters; the file is damaged");
        var storage = new TorchStorage(key, TorchGlobals.StorageType(type), count);
        if (_storages.TryGetValue(key, out var known))
            return known == storage ? known : throw bytes.Invalid($"storage {key} has {known.Count} elements of {known.Type} here and {count} of {storage.Type} there; the file is damaged");
        if (_storages.Count == MaxStorages) throw bytes.Invalid($"the file has more than the {MaxStorages} storages that are read");
        _storages.Add(key, storage);
        return storage;
    }
}
