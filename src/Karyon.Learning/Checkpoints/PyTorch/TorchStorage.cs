namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>A run of elements in a file, which tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Number format; null where the file leaves it to the tensors (then <paramref name="Count"/> counts bytes).</param>
/// <param name="Count">Number of elements.</param>
internal sealed record TorchStorage(string Key, TorchElementType? Type, long Count)
{
    /// <summary>Bytes that it takes, by what the file says.</summary>
    public Int128 Bytes => (Int128)Count * (Type is { } type ? TorchElements.SizeOf(type) : 1);
}
