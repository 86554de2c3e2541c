using System.Text;
using Karyon.Data.Codecs;
using Karyon.Data.Pickles;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>The zip format of PyTorch 1.6 and later: <c>PREFIX/data.pkl</c>, and a storage a file, <c>PREFIX/data/KEY</c>.</summary>
internal sealed class TorchZip : ITorchContainer
{
    private readonly string _name;
    private readonly string _prefix;
    private readonly ZipDirectory _archive;
    private (TorchStorage Storage, IByteSource Source) _inflated;

    /// <summary>Reads directory and pickle.</summary>
    /// <exception cref="InvalidTensorFileException">It is no sound file of this format.</exception>
    public TorchZip(string name, IByteSource source)
    {
        (_name, _archive) = (name, new ZipDirectory(name, source));
        var pickles = _archive.Entries.Values.Where(entry => entry.Name.EndsWith("/data.pkl", StringComparison.Ordinal)).ToList();
        if (pickles.Count != 1) throw Invalid($"the archive has {pickles.Count} entries NAME/data.pkl instead of one; it is no PyTorch checkpoint");
        _prefix = pickles[0].Name[..^"data.pkl".Length];
        if (_archive.Entries.ContainsKey(_prefix + "constants.pkl")) throw Invalid("this is a TorchScript program, which is not read; save model.state_dict() with torch.save");
        CheckByteOrder();
        var limits = PickleLimits.Checkpoint;
        if (pickles[0].Bytes > limits.MaxBytes) throw Invalid($"{pickles[0].Name} has {pickles[0].Bytes} bytes, more than the {limits.MaxBytes} that are read");
        var (bytes, offset) = _archive.Open(pickles[0]);
        Pickle = TorchPickle.Read(new PickleBytes($"{name}: {PrintableText.Of(pickles[0].Name)}", bytes, offset, offset + pickles[0].Bytes), limits);
        foreach (var storage in Pickle.Storages.Values) _ = Entry(storage);
    }

    /// <inheritdoc/>
    public TorchPickle Pickle { get; }

    /// <inheritdoc/>
    public (IByteSource Source, long Offset) Locate(TorchStorage storage)
    {
        var entry = Entry(storage);
        if (!entry.IsDeflated) return _archive.Open(entry);
        // The last one is kept: tensors that share a storage follow each other.
        if (_inflated.Storage != storage) _inflated = (storage, _archive.Open(entry).Source);
        return (_inflated.Source, 0);
    }

    private ZipEntry Entry(TorchStorage storage)
    {
        if (!_archive.Entries.TryGetValue($"{_prefix}data/{storage.Key}", out var entry)) throw Invalid($"storage {storage.Key} is missing from the archive; copy or download the file again");
        return entry.Bytes == storage.Bytes ? entry : throw Invalid($"storage {storage.Key} has {entry.Bytes} bytes, {storage.Count} elements of {storage.Type} need {storage.Bytes}; the file is damaged");
    }

    private void CheckByteOrder()
    {
        if (!_archive.Entries.TryGetValue(_prefix + "byteorder", out var entry)) return;
        var (source, offset) = _archive.Open(entry);
        var text = new byte[Math.Min(entry.Bytes, 16)];
        _ = source.Read(offset, text);
        if (Encoding.ASCII.GetString(text).Trim() != "little") throw Invalid($"its numbers are of the byte order '{Encoding.ASCII.GetString(text)}', which is not read; save it anew on a little-endian machine");
    }

    private InvalidTensorFileException Invalid(string what) => new($"{_name}: {PrintableText.Of(what)}");
}
