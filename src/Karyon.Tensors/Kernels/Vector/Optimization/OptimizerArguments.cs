namespace Karyon.Tensors.Kernels.Vector.Optimization;

/// <summary>
/// A step of an optimiser on one flat parameter. Scalars are computed in double by the caller and rounded once; which ones a step
/// reads its method says.
/// </summary>
internal readonly unsafe struct OptimizerArguments
{
    public float* Values { get; init; }

    public float* Gradient { get; init; }

    /// <summary>SGD: the momentum buffer. Adam: the first moment. Average: the moving average.</summary>
    public float* First { get; init; }

    /// <summary>Adam: the second moment.</summary>
    public float* Second { get; init; }

    public long Length { get; init; }

    /// <summary>SGD: the learning rate. Adam: the learning rate / (1 - beta1^t).</summary>
    public float Rate { get; init; }

    /// <summary>Added to the gradient: weight decay x value. AdamW leaves it 0.</summary>
    public float Decay { get; init; }

    /// <summary>AdamW: 1 - learning rate x weight decay, by which values are multiplied first; else 1.</summary>
    public float Keep { get; init; }

    /// <summary>SGD: momentum, 0 for none.</summary>
    public float Momentum { get; init; }

    /// <summary>SGD: whether the step looks ahead (Nesterov).</summary>
    public bool Nesterov { get; init; }

    /// <summary>Adam: 1 - beta1. Average: 1 - decay.</summary>
    public float FirstRate { get; init; }

    /// <summary>Adam: beta2.</summary>
    public float SecondKeep { get; init; }

    /// <summary>Adam: 1 - beta2.</summary>
    public float SecondRate { get; init; }

    /// <summary>Adam: sqrt(1 - beta2^t).</summary>
    public float Correction { get; init; }

    /// <summary>Adam: epsilon.</summary>
    public float Epsilon { get; init; }
}
