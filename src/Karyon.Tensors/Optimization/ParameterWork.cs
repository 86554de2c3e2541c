using Karyon.Tensors.Kernels.Vector.Optimization;
using Karyon.Tensors.Threading;

namespace Karyon.Tensors.Optimization;

/// <summary>One optimiser call on every parameter, as one piece of chunked work.</summary>
internal sealed class ParameterWork : IChunkedWork
{
    private readonly OptimizerArguments[] _arguments;
    private readonly (int Item, int Chunk)[] _chunks;
    private readonly ParameterStep _step;

    public ParameterWork(OptimizerArguments[] arguments, ParameterStep step)
    {
        (_arguments, _step) = (arguments, step);
        _chunks = [.. arguments.SelectMany((item, index) => Enumerable.Range(0, OptimizerKernels.Chunks(item.Length)).Select(chunk => (index, chunk)))];
    }

    public int Chunks => _chunks.Length;

    public void Run(int chunk, int worker) => _step(_arguments[_chunks[chunk].Item], _chunks[chunk].Item, _chunks[chunk].Chunk);
}

/// <summary>What is done to a chunk of a parameter.</summary>
internal delegate void ParameterStep(in OptimizerArguments arguments, int item, int chunk);
