using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Modules;

/// <summary>A named tensor of a module: a weight that is trained, or a buffer (running statistics) that is only kept. The module owns it.</summary>
public sealed class Parameter : IDisposable
{
    private Value? _value;

    /// <summary>Makes a parameter of zeros.</summary>
    /// <param name="shape">Its shape, in PyTorch's order.</param>
    /// <param name="trained">Whether gradients are taken with regard to it.</param>
    public Parameter(Shape shape, bool trained = true)
    {
        Tensor = Tensor.Deferred(shape);
        Trained = trained;
    }

    /// <summary>The elements.</summary>
    public Tensor Tensor { get; private set; }

    /// <summary>
    /// Lets the elements be read from a source when they are needed, and given back once a plan for inference has packed them: large networks are then never in
    /// memory twice. Before the parameter is used in a graph; it cannot be trained.
    /// </summary>
    /// <param name="source">Writes the elements, row-major.</param>
    /// <exception cref="InvalidOperationException">A graph holds the parameter already.</exception>
    public void Defer(Action<Span<float>> source)
    {
        if (_value is not null) throw new InvalidOperationException($"{Name} is part of a graph already; defer it before");
        var shape = Tensor.Shape;
        Tensor.Dispose();
        Tensor = Tensor.Deferred(shape, source);
    }

    /// <summary>Whether gradients are taken with regard to it.</summary>
    public bool Trained { get; }

    /// <summary>Its place in the network, e.g. <c>encoder.layer1.0.conv1.weight</c>; set when the network is put together.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The leaf that stands for it in graphs; always the same one.</summary>
    public Value Value => _value ??= Value.Of(Tensor, Name);

    /// <summary>Frees the elements.</summary>
    public void Dispose() => Tensor.Dispose();
}
