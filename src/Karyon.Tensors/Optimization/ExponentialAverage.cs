using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels.Vector.Optimization;
using Karyon.Tensors.Modules;

namespace Karyon.Tensors.Optimization;

/// <summary>A moving average of a module's parameters and buffers: average += (1 - decay) (value - average). Owns the averages.</summary>
public sealed class ExponentialAverage : IDisposable
{
    private readonly ComputeContext _context;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Tensor[] _averages;

    /// <summary>Starts from the present values.</summary>
    public ExponentialAverage(ComputeContext context, Module module)
    {
        (_context, _parameters) = (context, module.Parameters());
        _averages = [.. _parameters.Select(parameter => Tensor.FromSpan(parameter.Tensor.Span, parameter.Tensor.Shape))];
    }

    /// <summary>The averages, named as the parameters.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State() => _parameters.Select((parameter, i) => (parameter.Name, _averages[i]));

    /// <summary>Takes in the present values.</summary>
    /// <param name="decay">Share that is kept, e.g. 0.999.</param>
    public unsafe void Update(double decay)
    {
        var rate = (float)(1 - decay);
        OptimizerArguments[] arguments =
        [
            .. _parameters.Select((parameter, i) => new OptimizerArguments { Values = parameter.Tensor.Pointer, First = _averages[i].Pointer, Length = parameter.Tensor.Count, FirstRate = rate }),
        ];
        _context.Pool.Run(new ParameterWork(arguments, (in OptimizerArguments a, int _, int chunk) => _context.Kernels.Optimizer.Average(a, chunk)));
    }

    /// <summary>Exchanges the module's values and the averages; a second call exchanges them back.</summary>
    public void Swap()
    {
        for (var i = 0; i < _averages.Length; i++)
        {
            Span<float> a = _averages[i].Span, b = _parameters[i].Tensor.Span;
            for (var k = 0; k < a.Length; k++) (a[k], b[k]) = (b[k], a[k]);
        }
    }

    /// <summary>Frees the averages.</summary>
    public void Dispose()
    {
        foreach (var tensor in _averages) tensor.Dispose();
    }
}
