using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels.Vector.Optimization;
using Karyon.Tensors.Modules;

namespace Karyon.Tensors.Optimization;

/// <summary>
/// Adam (Kingma and Ba 2015) with bias correction, PyTorch's definition; with decoupled decay AdamW (Loshchilov and Hutter 2019), which
/// first multiplies parameters by 1 - rate * decay, biases and norms (one-dimensional parameters) left out.
/// </summary>
public class Adam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly bool _decoupled;

    /// <summary>Makes Adam.</summary>
    public Adam(ComputeContext context, IReadOnlyList<Parameter> parameters, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : this(context, parameters, beta1, beta2, epsilon, weightDecay, decoupled: false) { }

    /// <summary>Makes either.</summary>
    protected Adam(ComputeContext context, IReadOnlyList<Parameter> parameters, double beta1, double beta2, double epsilon, double weightDecay, bool decoupled)
        : base(context, parameters, "first", "second") =>
        (_beta1, _beta2, _epsilon, _weightDecay, _decoupled) = (beta1, beta2, epsilon, weightDecay, decoupled);

    internal override unsafe OptimizerArguments Complete(OptimizerArguments basic, double learningRate, bool decays) => new()
    {
        Values = basic.Values,
        Gradient = basic.Gradient,
        First = basic.First,
        Second = basic.Second,
        Length = basic.Length,
        Rate = (float)(learningRate / (1 - Power(_beta1, StepCount))),
        Decay = _decoupled || !decays ? 0 : (float)_weightDecay,
        Keep = _decoupled && decays ? (float)(1 - learningRate * _weightDecay) : 1,
        FirstRate = (float)(1 - _beta1),
        SecondKeep = (float)_beta2,
        SecondRate = (float)(1 - _beta2),
        Correction = (float)Math.Sqrt(1 - Power(_beta2, StepCount)),
        Epsilon = (float)_epsilon,
    };

    internal override void Apply(OptimizerKernels kernels, in OptimizerArguments arguments, int chunk) => kernels.Adam(arguments, chunk);

    /// <summary>By squaring: products alone, so the same bits on every machine.</summary>
    private static double Power(double value, long exponent)
    {
        var result = 1.0;
        for (; exponent > 0; exponent >>= 1, value *= value)
            if ((exponent & 1) == 1) result *= value;
        return result;
    }
}

/// <summary>Adam with decoupled weight decay.</summary>
public sealed class AdamW(ComputeContext context, IReadOnlyList<Parameter> parameters, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
    : Adam(context, parameters, beta1, beta2, epsilon, weightDecay, decoupled: true);
