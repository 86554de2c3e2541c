using Karyon.Data.Codecs;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>
/// A file of <c>torch.save</c> in either of its formats, read by offset: a large file is never in memory at once. Its pickle is interpreted,
/// never executed; what is no tensor, number, text, list or dictionary refuses the file.
/// </summary>
internal sealed class PyTorchCheckpoint : ICheckpoint
{
    /// <summary>Largest stretch of the file that is held to gather a tensor whose elements are not in row-major order, bytes.</summary>
    private const long MaxGatheredBytes = 1L << 30;

    private const int Batch = 1 << 16;
    private readonly IByteSource _source;
    private readonly ITorchContainer _container;
    private readonly Dictionary<string, TorchTensor> _tensors;

    private PyTorchCheckpoint(string name, IByteSource source)
    {
        (Name, _source) = (name, source);
        Span<byte> start = stackalloc byte[4];
        _container = source.Read(0, start) == 4 && start.SequenceEqual("PK\x03\x04"u8) ? new TorchZip(name, source) : new TorchStream(name, source);
        var state = new StateDictionary(name, _container.Pickle.Root);
        _tensors = state.Tensors.ToDictionary(item => item.Name, item => item.Tensor, StringComparer.Ordinal);
        Entries = [.. state.Tensors.Select(item => new CheckpointEntry(item.Name, item.Tensor.Shape, item.Tensor.Type.ToString()))];
        Others = state.Others;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Others { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidTensorFileException">It is no sound checkpoint, or would run code.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PyTorchCheckpoint Open(string path) => Open(path, new FileByteSource(path));

    /// <summary>Opens a file by its bytes; they belong to the checkpoint from here on.</summary>
    public static PyTorchCheckpoint Open(string name, IByteSource source)
    {
        try
        {
            return new PyTorchCheckpoint(name, source);
        }
        catch (InvalidFileException fault)
        {
            // What the reader of pickles refuses: to whoever opens weights it is one more file of tensors that cannot be used.
            source.Dispose();
            throw new InvalidTensorFileException(fault.Message, fault);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name, TensorAllocator? allocator = null)
    {
        if (!_tensors.TryGetValue(name, out var stored)) throw Invalid($"there is no tensor {name}");
        return Tensor.Filled(stored.Shape, elements => Read(name, elements), allocator);
    }

    /// <inheritdoc/>
    public void Read(string name, Span<float> target)
    {
        if (!_tensors.TryGetValue(name, out var stored)) throw Invalid($"there is no tensor {name}");
        if (target.Length != stored.Shape.Count) throw new ArgumentException($"tensor {name} has {stored.Shape.Count} elements, not {target.Length}", nameof(target));
        var (source, offset) = _container.Locate(stored.Storage);
        offset += stored.Offset * TorchElements.SizeOf(stored.Type);
        if (stored.IsContiguous) Copy(name, stored, source, offset, target);
        else Gather(name, stored, source, offset, target);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void Copy(string name, TorchTensor stored, IByteSource source, long offset, Span<float> target)
    {
        var size = TorchElements.SizeOf(stored.Type);
        var bytes = new byte[Math.Min(target.Length, Batch) * size];
        for (var first = 0; first < target.Length; first += Batch)
        {
            var part = target.Slice(first, Math.Min(Batch, target.Length - first));
            Fill(name, source, offset + (long)first * size, bytes.AsSpan(0, part.Length * size));
            TorchElements.Widen(bytes, stored.Type, part);
        }
    }

    /// <summary>Walks the view in row-major order over the stretch of its storage that it uses.</summary>
    private void Gather(string name, TorchTensor stored, IByteSource source, long offset, Span<float> target)
    {
        var size = TorchElements.SizeOf(stored.Type);
        if (stored.Window > MaxGatheredBytes / size) throw Invalid($"tensor {name} is strided over {stored.Window} elements, too many to gather; save it with .contiguous()");
        var bytes = new byte[stored.Window * size];
        Fill(name, source, offset, bytes);
        var index = new int[stored.Shape.Rank];
        var at = 0L;
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = TorchElements.Widen(bytes.AsSpan((int)(at * size)), stored.Type);
            for (var d = index.Length - 1; d >= 0; d--)
            {
                at += stored.Strides[d];
                if (++index[d] < stored.Shape[d]) break;
                at -= index[d] * stored.Strides[d];
                index[d] = 0;
            }
        }
    }

    private void Fill(string name, IByteSource source, long offset, Span<byte> bytes)
    {
        if (source.Read(offset, bytes) != bytes.Length) throw Invalid($"tensor {name}: {bytes.Length} bytes at {offset} lie past the end of the file; it is truncated");
    }

    private InvalidTensorFileException Invalid(string what) => new($"{Name}: {PrintableText.Of(what)}");
}
