namespace Karyon.Tensors;

/// <summary>Disposes the tensors made in it, but for those that are moved out. Not thread safe.</summary>
public sealed class TensorScope : IDisposable
{
    private readonly HashSet<Tensor> _owned = [];

    /// <summary>Takes ownership of a tensor and returns it.</summary>
    public Tensor Own(Tensor tensor)
    {
        _owned.Add(tensor);
        return tensor;
    }

    /// <summary>Hands ownership of a tensor to the caller.</summary>
    /// <exception cref="ArgumentException">The scope does not own it.</exception>
    public Tensor MoveOut(Tensor tensor) =>
        _owned.Remove(tensor) ? tensor : throw new ArgumentException("the scope does not own this tensor", nameof(tensor));

    /// <summary>Disposes what is still owned.</summary>
    public void Dispose()
    {
        foreach (var tensor in _owned) tensor.Dispose();
        _owned.Clear();
    }
}
