using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Modules;

/// <summary>A named tensor of a module: a weight that is trained, or a buffer (running statistics) that is only kept. The module owns it.</summary>
public sealed class Parameter : IDisposable
{
    /// <summary>Makes a parameter of zeros.</summary>
    /// <param name="shape">Its shape, in PyTorch's order.</param>
    /// <param name="trained">Whether gradients are taken with regard to it.</param>
    public Parameter(Shape shape, bool trained = true)
    {
        Tensor = Tensor.Zeros(shape);
        Trained = trained;
    }

    /// <summary>The elements.</summary>
    public Tensor Tensor { get; }

    /// <summary>Whether gradients are taken with regard to it.</summary>
    public bool Trained { get; }

    /// <summary>Its place in the network, e.g. <c>encoder.layer1.0.conv1.weight</c>; set when the network is put together.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The leaf that stands for it in graphs; always the same one.</summary>
    public Value Value => field ??= Value.Of(Tensor, Name);

    /// <summary>Frees the elements.</summary>
    public void Dispose() => Tensor.Dispose();
}
