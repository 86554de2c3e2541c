using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels.Vector.Optimization;
using Karyon.Tensors.Modules;

namespace Karyon.Tensors.Optimization;

/// <summary>Stochastic gradient descent with momentum, PyTorch's definition: d = g + decay p; buffer = momentum buffer + d; p -= rate buffer.</summary>
public sealed class Sgd : Optimizer
{
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly bool _nesterov;

    /// <summary>Makes the optimiser.</summary>
    public Sgd(ComputeContext context, IReadOnlyList<Parameter> parameters, double momentum = 0.9, double weightDecay = 0, bool nesterov = false)
        : base(context, parameters, "momentum") => (_momentum, _weightDecay, _nesterov) = (momentum, weightDecay, nesterov);

    internal override unsafe OptimizerArguments Complete(OptimizerArguments basic, double learningRate, bool decays) => new()
    {
        Values = basic.Values,
        Gradient = basic.Gradient,
        First = basic.First,
        Length = basic.Length,
        Keep = 1,
        Rate = (float)learningRate,
        Decay = decays ? (float)_weightDecay : 0,
        Momentum = (float)_momentum,
        Nesterov = _nesterov,
    };

    internal override void Apply(OptimizerKernels kernels, in OptimizerArguments arguments, int chunk) => kernels.Sgd(arguments, chunk);
}
