using Karyon.Data.Pickles;
using Karyon.Tensors;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>A tensor of a file: a strided view of a storage, within its bounds. Immutable.</summary>
internal sealed class TorchTensor : IPickleState
{
    private const int MaxRank = 8;

    /// <summary>Most elements of a tensor that has more of them than its storage (an expanded one): such a tensor costs a file nothing.</summary>
    private const long MaxExpanded = 1L << 20;

    private TorchTensor(TorchStorage storage, TorchElementType type, long offset, Shape shape, long[] strides) =>
        (Storage, Type, Offset, Shape, Strides) = (storage, type, offset, shape, strides);

    public TorchStorage Storage { get; }

    public TorchElementType Type { get; }

    /// <summary>The first element's place in the storage, in elements.</summary>
    public long Offset { get; }

    public Shape Shape { get; }

    /// <summary>Steps between neighbours along each dimension, in elements; 0 or more.</summary>
    public IReadOnlyList<long> Strides { get; }

    /// <summary>Elements of the storage from the first to the last that the tensor uses.</summary>
    public long Window
    {
        get
        {
            var window = 1L;
            for (var d = 0; d < Shape.Rank; d++) window += (Shape[d] - 1) * Strides[d];
            return Shape.Count == 0 ? 0 : window;
        }
    }

    /// <summary>Whether the elements stand in the storage as they do in a row-major tensor.</summary>
    public bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var d = Shape.Rank - 1; d >= 0; d--)
            {
                if (Shape[d] != 1 && Strides[d] != expected) return false;
                expected *= Shape[d];
            }
            return true;
        }
    }

    /// <summary>Attributes that Python code hung on a parameter say nothing about its elements.</summary>
    public void SetState(object? state, PickleBytes bytes) { }

    /// <summary>Makes it from (storage, offset, sizes, strides, ...).</summary>
    /// <param name="call">The pickle's call.</param>
    /// <param name="type">Number format; null: the storage's.</param>
    public static TorchTensor Make(PickleCall call, TorchElementType? type)
    {
        var storage = call.Argument<TorchStorage>(0);
        CheckBits(call);
        var (offset, sizes, strides) = (call.Argument<long>(1), Lengths(call, 2, "size"), Lengths(call, 3, "stride"));
        if (sizes.Length != strides.Length) throw call.Invalid($"a tensor has {sizes.Length} sizes and {strides.Length} strides");
        if ((type ?? storage.Type) is not { } elements) throw call.Invalid("a tensor of an untyped storage does not say its number format");
        if (storage.Type is { } stored && stored != elements) throw call.Invalid($"a tensor of {elements} is a view of a storage of {stored}");
        Shape shape;
        try
        {
            shape = new Shape([.. sizes.Select(size => checked((int)size))]);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException)
        {
            throw call.Invalid($"a tensor of shape [{string.Join(", ", sizes)}] has more elements than a file can hold");
        }
        var held = storage.Type is null ? storage.Count / TorchElements.SizeOf(elements) : storage.Count;
        Int128 end = shape.Count == 0 ? offset : (Int128)offset + 1;
        if (shape.Count > 0)
            for (var d = 0; d < sizes.Length; d++) end += (Int128)(sizes[d] - 1) * strides[d];
        if (offset < 0 || end > held)
            throw call.Invalid($"a tensor of shape {shape}, strides [{string.Join(", ", strides)}] and offset {offset} leaves its storage {storage.Key} of {held} elements");
        if (shape.Count > Math.Max(held, MaxExpanded) || shape.Count > int.MaxValue) throw call.Invalid($"a tensor of shape {shape} has more elements than its storage {storage.Key} of {held}");
        return new TorchTensor(storage, elements, offset, shape, strides);
    }

    /// <summary>The last argument may hold bits that change what the elements mean: <c>neg</c>, <c>conj</c>.</summary>
    private static void CheckBits(PickleCall call)
    {
        if (call.Arguments[^1] is not PickleDictionary bits) return;
        // Counted before they are looked at: a pickle may call this a million times with one dictionary.
        if (bits.Items.Count > 4) throw call.Invalid($"a tensor has {bits.Items.Count} bits");
        if (bits.Items.Any(bit => bit.Value is not false)) throw call.Invalid($"a tensor has the bit {bits.Items.First(bit => bit.Value is not false).Key as string ?? "(no text)"} set; save it with .resolve_neg().resolve_conj()");
    }

    private static long[] Lengths(PickleCall call, int index, string what)
    {
        var values = call.Argument<object?[]>(index);
        if (values.Length > MaxRank) throw call.Invalid($"a tensor of {values.Length} dimensions is not read; up to {MaxRank} are");
        var lengths = new long[values.Length];
        for (var d = 0; d < lengths.Length; d++) lengths[d] = values[d] is long and >= 0 ? (long)values[d]! : throw call.Invalid($"a tensor has a {what} that is no whole number of 0 or more");
        return lengths;
    }
}
