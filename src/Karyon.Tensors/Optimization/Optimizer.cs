using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Kernels.Vector.Optimization;
using Karyon.Tensors.Modules;

namespace Karyon.Tensors.Optimization;

/// <summary>
/// Changes parameters by their gradients. It owns its state (moments), which can be saved and restored, so that training resumes with
/// the same bits. Not thread safe.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly ComputeContext _context;
    private readonly Tensor[][] _state;

    /// <summary>Makes the state, zero at first.</summary>
    /// <param name="context">Threads and kernels.</param>
    /// <param name="parameters">What is changed, always in this order.</param>
    /// <param name="stateNames">Names of the tensors kept for each parameter.</param>
    protected Optimizer(ComputeContext context, IReadOnlyList<Parameter> parameters, params IReadOnlyList<string> stateNames)
    {
        (_context, Parameters, StateNames) = (context, parameters, stateNames);
        _state = [.. stateNames.Select(_ => parameters.Select(parameter => Tensor.Zeros(parameter.Tensor.Shape)).ToArray())];
    }

    /// <summary>What is changed.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Steps taken.</summary>
    public long StepCount { get; set; }

    /// <summary>Names of the tensors kept for each parameter.</summary>
    public IReadOnlyList<string> StateNames { get; }

    /// <summary>What the learning rate is multiplied by for each parameter, in their order; null: 1 for all.</summary>
    public IReadOnlyList<double>? RateFactors { get; init; }

    /// <summary>All state, named <c>parameter/state</c>, to be saved or overwritten.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State() =>
        StateNames.SelectMany((name, k) => Parameters.Select((parameter, i) => ($"{parameter.Name}/{name}", _state[k][i])));

    /// <summary>Takes a step.</summary>
    /// <param name="plan">A plan whose outputs, from <paramref name="firstGradient"/> on, are the gradients in the order of the parameters.</param>
    /// <param name="firstGradient">Index of the first gradient among the outputs.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="clipNorm">Largest norm of all gradients together; longer ones are shortened to it; 0: no limit.</param>
    /// <returns>The norm of all gradients before clipping.</returns>
    public double Step(Plan plan, int firstGradient, double learningRate, double clipNorm = 0)
    {
        StepCount++;
        var arguments = new OptimizerArguments[Parameters.Count];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Arguments(i, plan.Output(firstGradient + i), learningRate * (RateFactors?[i] ?? 1));
        var norm = Norm(arguments);
        if (clipNorm > 0 && norm > clipNorm)
        {
            var scale = (float)(clipNorm / norm);
            RunAll(arguments, (in OptimizerArguments a, int _, int chunk) => Scale(a, chunk, scale));
        }
        RunAll(arguments, (in OptimizerArguments a, int _, int chunk) => Apply(_context.Kernels.Optimizer, a, chunk));
        return norm;
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        foreach (var tensor in _state.SelectMany(tensors => tensors)) tensor.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds the optimiser's own numbers; biases and norms (one dimension) do not decay.</summary>
    internal abstract OptimizerArguments Complete(OptimizerArguments basic, double learningRate, bool decays);

    internal abstract void Apply(OptimizerKernels kernels, in OptimizerArguments arguments, int chunk);

    private unsafe OptimizerArguments Arguments(int index, ReadOnlySpan<float> gradient, double learningRate) => Complete(new OptimizerArguments
    {
        Values = Parameters[index].Tensor.Pointer,
        Gradient = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(gradient)),
        First = _state.Length > 0 ? _state[0][index].Pointer : null,
        Second = _state.Length > 1 ? _state[1][index].Pointer : null,
        Length = gradient.Length,
        Keep = 1,
    }, learningRate, Parameters[index].Tensor.Shape.Rank > 1);

    private unsafe double Norm(OptimizerArguments[] arguments)
    {
        var parts = arguments.Select(a => new double[OptimizerKernels.Chunks(a.Length)]).ToArray();
        RunAll(arguments, (in OptimizerArguments a, int item, int chunk) => parts[item][chunk] = _context.Kernels.Optimizer.SquaredNorm(a.Gradient, a.Length, chunk));
        var sum = 0.0;
        foreach (var chunks in parts)
            foreach (var part in chunks) sum += part;
        return Math.Sqrt(sum);
    }

    private unsafe void Scale(in OptimizerArguments a, int chunk, float scale) =>
        _context.Kernels.Elementwise.Run(UnaryOperation.ScaleShift, new FlatArguments { A = a.Gradient, Output = a.Gradient, Length = a.Length, Scale = scale }, chunk);

    private void RunAll(OptimizerArguments[] arguments, ParameterStep step) => _context.Pool.Run(new ParameterWork(arguments, step));
}
