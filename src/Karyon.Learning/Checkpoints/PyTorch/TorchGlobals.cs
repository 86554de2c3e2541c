using Karyon.Data.Pickles;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>The names that <c>torch.save</c> mentions for tensors and for what trainers keep beside them.</summary>
internal static class TorchGlobals
{
    /// <summary>Element types of PyTorch's storage classes, by class.</summary>
    private static readonly (string Class, TorchElementType Type)[] Storages =
    [
        ("FloatStorage", TorchElementType.Float32), ("DoubleStorage", TorchElementType.Float64), ("HalfStorage", TorchElementType.Float16),
        ("BFloat16Storage", TorchElementType.BFloat16), ("LongStorage", TorchElementType.Int64), ("IntStorage", TorchElementType.Int32),
        ("ShortStorage", TorchElementType.Int16), ("CharStorage", TorchElementType.Int8), ("ByteStorage", TorchElementType.UInt8), ("BoolStorage", TorchElementType.Bool),
    ];

    private static readonly (string Name, TorchElementType Type)[] DataTypes =
    [
        ("float32", TorchElementType.Float32), ("float64", TorchElementType.Float64), ("float16", TorchElementType.Float16), ("bfloat16", TorchElementType.BFloat16),
        ("int64", TorchElementType.Int64), ("int32", TorchElementType.Int32), ("int16", TorchElementType.Int16), ("int8", TorchElementType.Int8),
        ("uint8", TorchElementType.UInt8), ("bool", TorchElementType.Bool),
    ];

    /// <summary>What is read, and how to save it.</summary>
    public const string Reads = "tensors, numbers, texts, lists and dictionaries are read: save model.state_dict() anew";

    public static IReadOnlyList<PickleGlobal> All { get; } =
    [
        .. NumpyGlobals.All,
        .. Storages.Select(item => new PickleGlobal("torch", item.Class)),
        .. DataTypes.Select(item => new PickleGlobal("torch", item.Name)),
        new("torch.storage", "UntypedStorage"),
        new("torch.storage", "TypedStorage"),
        new("torch._utils", "_rebuild_tensor_v2", static call => TorchTensor.Make(call, null)),
        new("torch._utils", "_rebuild_tensor_v3", static call => TorchTensor.Make(call, TypeOf(call.Argument<PickleGlobal>(6)) ?? throw call.Invalid("the number format is not read"))),
        new("torch._utils", "_rebuild_parameter", static call => call.Argument<TorchTensor>(0)),
        new("torch._utils", "_rebuild_parameter_with_state", static call => call.Argument<TorchTensor>(0)),
        new("torch", "Size", static call => new PickleObject(call.Global, call.Arguments)),
        new("torch", "device", static call => new PickleObject(call.Global, call.Arguments)),
        new("argparse", "Namespace", static call => new PickleObject(call.Global, call.Arguments)),
        new("collections", "Counter", static call => new PickleObject(call.Global, call.Arguments)),
        new("collections", "OrderedDict", OrderedDictionary.Make),
    ];

    /// <summary>The element type of a storage class; null for an untyped one, which counts bytes.</summary>
    public static TorchElementType? StorageType(PickleGlobal type) => Storages.Where(item => type.Module == "torch" && item.Class == type.Name).Select(item => (TorchElementType?)item.Type).FirstOrDefault();

    /// <summary>Whether a name is one of a storage class.</summary>
    public static bool IsStorage(PickleGlobal type) => type.Module == "torch.storage" || StorageType(type) is not null;

    private static TorchElementType? TypeOf(PickleGlobal type) => DataTypes.Where(item => type.Module == "torch" && item.Name == type.Name).Select(item => (TorchElementType?)item.Type).FirstOrDefault();
}
