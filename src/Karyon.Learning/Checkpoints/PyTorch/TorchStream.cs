using System.Buffers.Binary;
using System.Numerics;
using Karyon.Data.Codecs;
using Karyon.Data.Pickles;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>
/// The format of PyTorch 0.4 to 1.5: pickles one after another (magic number, version, system, object, keys of storages), then each
/// storage as its 64-bit count of elements and the elements.
/// </summary>
internal sealed class TorchStream : ITorchContainer
{
    /// <summary>What every file of the format starts with.</summary>
    private static readonly BigInteger Magic = new([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19], isUnsigned: true);

    private const long Version = 1001;
    private readonly Dictionary<string, long> _offsets = new(StringComparer.Ordinal);
    private readonly IByteSource _source;

    /// <summary>Reads all but the storages' elements.</summary>
    /// <exception cref="InvalidTensorFileException">It is no sound file of this format.</exception>
    public TorchStream(string name, IByteSource source)
    {
        _source = source;
        var bytes = new PickleBytes(name, source, 0, source.Length);
        var (limits, plain) = (PickleLimits.Checkpoint, new PickleWhitelist([], TorchGlobals.Reads));
        if (PickleInterpreter.Read(bytes, plain, limits) is not BigInteger magic || magic != Magic) throw bytes.Invalid("this pickle does not start with PyTorch's magic number; it is no PyTorch checkpoint");
        if (PickleInterpreter.Read(bytes, plain, limits) is not Version) throw bytes.Invalid($"the format's version is not the {Version} that is read");
        if (PickleInterpreter.Read(bytes, plain, limits) is not PickleDictionary system || system["little_endian"] is not true) throw bytes.Invalid("the file was not written on a little-endian machine, which is not read");
        Pickle = TorchPickle.Read(bytes, limits);
        if (PickleInterpreter.Read(bytes, plain, limits) is not List<object?> keys) throw bytes.Invalid("the list of storages is missing; the file is damaged");
        Place(name, keys, bytes.Position);
    }

    /// <inheritdoc/>
    public TorchPickle Pickle { get; }

    /// <inheritdoc/>
    public (IByteSource Source, long Offset) Locate(TorchStorage storage) => (_source, _offsets[storage.Key]);

    private void Place(string name, List<object?> keys, long at)
    {
        Span<byte> number = stackalloc byte[8];
        foreach (var item in keys)
        {
            if (item is not string key || !Pickle.Storages.TryGetValue(key, out var storage)) throw Invalid(name, $"byte {at}: a storage belongs to no tensor; the file is damaged");
            if (_source.Read(at, number) != 8 || storage.Bytes > _source.Length - at - 8) throw Invalid(name, $"byte {at}: storage {key} of {storage.Bytes} bytes leaves the file; it is truncated: copy or download it again");
            var count = BinaryPrimitives.ReadInt64LittleEndian(number);
            if (count != storage.Count) throw Invalid(name, $"byte {at}: storage {key} has {count} elements, its tensors say {storage.Count}; the file is damaged");
            if (!_offsets.TryAdd(key, at + 8)) throw Invalid(name, $"byte {at}: storage {key} is listed twice; the file is damaged");
            at += 8 + (long)storage.Bytes;
        }
        if (Pickle.Storages.Keys.FirstOrDefault(key => !_offsets.ContainsKey(key)) is { } missing) throw Invalid(name, $"storage {missing} is missing; the file is truncated: copy or download it again");
    }

    private static InvalidTensorFileException Invalid(string name, string what) => new($"{name}: {PrintableText.Of(what)}");
}
