using Karyon.Data.Pickles;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>The tensors of a checkpoint by name: the saved object itself, or the one of its entries that holds them.</summary>
internal sealed class StateDictionary
{
    /// <summary>Under which name trainers keep the state dict: hover_net, Lightning and timm, HoVer-UNet, others.</summary>
    private static readonly string[] Wrappers = ["desc", "state_dict", "model_state_dict", "model", "net"];

    /// <summary>What data-parallel and compiled networks put before each name.</summary>
    private static readonly string[] Prefixes = ["module.", "_orig_mod."];

    private const int MaxTensors = 1 << 16, MaxItems = 1 << 17, MaxDepth = 32, MaxNameLength = 512;
    private readonly string _file;
    private readonly List<(string Name, TorchTensor Tensor)> _tensors = [];
    private readonly List<string> _others = [];
    private int _items;

    /// <summary>Finds the tensors in what was saved.</summary>
    /// <exception cref="InvalidTensorFileException">There is no state dict, or it is beyond bounds.</exception>
    public StateDictionary(string file, object? root)
    {
        _file = file;
        if (root is not PickleDictionary saved) throw Invalid($"the file holds no state dict but {Kind(root)}; save model.state_dict() with torch.save");
        var wrapper = Wrappers.FirstOrDefault(name => CollectsFrom(saved[name]));
        if (wrapper is not null) _others.AddRange(saved.Items.Select(item => item.Key as string ?? "(no text)").Where(key => key != wrapper));
        else CollectsFrom(saved);
        if (_tensors.Count == 0) throw Invalid("the file's dictionary holds no tensors; save model.state_dict() with torch.save");
        StripPrefixes();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (_tensors.FirstOrDefault(item => !names.Add(item.Name)) is { Name: { } twice }) throw Invalid($"tensor {twice} is named twice; the file is damaged");
    }

    /// <summary>Names of nested dictionaries are joined by dots; <c>module.</c> and <c>_orig_mod.</c> are gone where all names had them. In the file's order.</summary>
    public IReadOnlyList<(string Name, TorchTensor Tensor)> Tensors => _tensors;

    /// <summary>What stands beside the tensors, by name: epochs, options, the optimiser's state.</summary>
    public IReadOnlyList<string> Others => _others;

    /// <summary>Takes the tensors of an entry; one without tensors (a model's options) leaves nothing behind.</summary>
    private bool CollectsFrom(object? value)
    {
        _others.Clear();
        if (value is PickleDictionary inner) Collect(inner, "", 0);
        return _tensors.Count > 0;
    }

    private void Collect(PickleDictionary dictionary, string prefix, int depth)
    {
        if (depth > MaxDepth) throw Invalid($"dictionaries stand more than {MaxDepth} deep in each other");
        foreach (var (key, value) in dictionary.Items)
        {
            if (++_items > MaxItems) throw Invalid($"the file's dictionaries have more than the {MaxItems} entries that are read");
            var name = key is string text ? prefix + text : $"{prefix}(no text)";
            if (name.Length > MaxNameLength) throw Invalid($"a tensor's name is longer than the {MaxNameLength} characters that are read");
            switch (value)
            {
                case TorchTensor tensor when key is string:
                    if (_tensors.Count == MaxTensors) throw Invalid($"the file holds more than the {MaxTensors} tensors that are read");
                    _tensors.Add((name, tensor));
                    break;
                case PickleDictionary inner when key is string: Collect(inner, name + ".", depth + 1); break;
                default: _others.Add(name); break;
            }
        }
    }

    private void StripPrefixes()
    {
        while (Prefixes.FirstOrDefault(prefix => _tensors.TrueForAll(item => item.Name.Length > prefix.Length && item.Name.StartsWith(prefix, StringComparison.Ordinal))) is { } common)
            for (var i = 0; i < _tensors.Count; i++) _tensors[i] = (_tensors[i].Name[common.Length..], _tensors[i].Tensor);
    }

    private static string Kind(object? value) => value switch
    {
        TorchTensor => "a bare tensor",
        List<object?> => "a list",
        object?[] => "a tuple",
        PickleObject inert => inert.Type.ToString(),
        null => "None",
        _ => $"a value of the kind {value.GetType().Name}",
    };

    private InvalidTensorFileException Invalid(string what) => new($"{_file}: {PrintableText.Of(what)}");
}
