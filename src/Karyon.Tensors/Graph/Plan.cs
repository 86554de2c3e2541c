using System.Diagnostics;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph;

/// <summary>
/// A graph made ready to run for one set of shapes: kernels chosen, layouts and memory settled, weights packed. It owns its buffers and
/// runs without managed allocation. Not thread safe; plans of one context run one at a time.
/// </summary>
public sealed class Plan : IDisposable
{
    private readonly ComputeContext _context;
    private readonly PlanMemory _memory;
    private readonly Step[] _steps;
    private readonly Dictionary<Value, PlanBuffer> _inputs;
    private readonly PlanBuffer[] _outputs;
    private readonly long[] _ticks;
    private readonly long[] _bestTicks;
    private readonly (ChannelMoments Operation, PlanBuffer Buffer, long Count)[] _moments;
    private bool _disposed;

    internal Plan(ComputeContext context, PlanMemory memory, IReadOnlyList<Step> steps, Dictionary<Value, PlanBuffer> inputs,
        IReadOnlyList<PlanBuffer> outputs, IReadOnlyList<(ChannelMoments, PlanBuffer, long)> moments)
    {
        (_context, _memory, _inputs) = (context, memory, inputs);
        _outputs = [.. outputs];
        _moments = [.. moments];
        RunOnce(steps);
        _steps = [.. steps.Where(step => !step.Once)];
        foreach (var step in _steps) step.Bind(memory);
        memory.ReserveScratch(_steps.Select(step => step.ScratchFloats).DefaultIfEmpty().Max(), context.Threads, context.Allocator);
        _ticks = new long[_steps.Length];
        _bestTicks = new long[_steps.Length];
        Array.Fill(_bestTicks, long.MaxValue);
    }

    /// <summary>Bytes of all its buffers.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>As <see cref="Bytes"/> without the scratch memory of each thread: the same for any number of threads.</summary>
    public long SharedBytes => _memory.SharedBytes;

    /// <summary>Whether runs time their steps (a clock reading a step).</summary>
    public bool Profile { get; set; }

    /// <summary>Makes a plan that computes some values.</summary>
    /// <param name="context">Threads, vector width, memory; must outlive the plan.</param>
    /// <param name="outputs">What to compute.</param>
    /// <param name="options">Choices; null: those of training.</param>
    public static Plan Compile(ComputeContext context, IReadOnlyList<Value> outputs, PlanOptions? options = null) =>
        new PlanBuilder(context, options ?? PlanOptions.Training).Build(outputs);

    /// <summary>Runs what depends on constants alone, one after the other; leaves that came from a source are given back after their last reader.</summary>
    private unsafe void RunOnce(IReadOnlyList<Step> steps)
    {
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            if (!step.Once) continue;
            step.Bind(_memory);
            _memory.ReserveScratch(step.ScratchFloats, _context.Threads, _context.Allocator);
            // Leaves are read from their source here, not by the workers, so that what is wrong with a source is told as it is.
            foreach (var buffer in step.Reads)
                if (buffer.Root.External is not null) _ = _memory.Pointer(buffer);
            _context.Pool.Run(step);
            foreach (var buffer in step.Reads)
                if (buffer.Root is { External: { } tensor, LastStep: var last } && last == index) tensor.Unload();
        }
        _memory.EndBuilding();
    }

    /// <summary>The elements of an input, row-major, to be filled before a run. Valid until the plan is disposed.</summary>
    /// <exception cref="ArgumentException">The value is no input of this plan's graph.</exception>
    public unsafe Span<float> Input(Value input)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _inputs.TryGetValue(input, out var buffer)
            ? new Span<float>(_memory.Pointer(buffer), checked((int)buffer.Shape.Count))
            : throw new ArgumentException($"{input} is no input of this plan", nameof(input));
    }

    /// <summary>The elements of an output, row-major; lent until the next run or the plan's disposal.</summary>
    public unsafe ReadOnlySpan<float> Output(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new ReadOnlySpan<float>(_memory.Pointer(_outputs[index]), checked((int)_outputs[index].Shape.Count));
    }

    /// <summary>Computes the outputs from the inputs and from the leaves as they are now.</summary>
    /// <param name="seed">Seed of random draws (dropout); a training step passes its own.</param>
    public void Run(ulong seed = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _memory.Seed = seed;
        if (!Profile)
        {
            foreach (var step in _steps) _context.Pool.Run(step);
            return;
        }
        for (var i = 0; i < _steps.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _context.Pool.Run(_steps[i]);
            var ticks = Stopwatch.GetTimestamp() - start;
            _ticks[i] += ticks;
            _bestTicks[i] = Math.Min(_bestTicks[i], ticks);
        }
    }

    /// <summary>Lets the running statistics of batch norms take in the batch of the last run.</summary>
    public unsafe void UpdateRunningStatistics()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var (operation, buffer, count) in _moments)
            operation.Running?.Update(new ReadOnlySpan<float>(_memory.Pointer(buffer), checked((int)buffer.Shape.Count)), count);
    }

    /// <summary>Time and arithmetic by kind of step since profiling began, slowest first.</summary>
    public IReadOnlyList<StepReport> Report() => Report(step => step.Kind);

    /// <summary>As <see cref="Report()"/>, by kind of step and the shapes that it works on.</summary>
    public IReadOnlyList<StepReport> ReportByShape() => Report(step => step.Description);

    private IReadOnlyList<StepReport> Report(Func<Step, string> name) =>
    [
        .. _steps.Select((step, index) => (step, seconds: Seconds(_ticks[index]), best: Seconds(_bestTicks[index] == long.MaxValue ? 0 : _bestTicks[index])))
            .GroupBy(item => name(item.step), StringComparer.Ordinal)
            .Select(group => new StepReport(group.Key, group.Count(), group.Sum(item => item.seconds), group.Sum(item => item.best), group.Sum(item => item.step.Flops)))
            .OrderByDescending(report => report.BestSeconds),
    ];

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _memory.Dispose();
    }
}

/// <summary>What steps of one kind took.</summary>
/// <param name="Kind">Kind of step.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="Seconds">Time of all profiled runs.</param>
/// <param name="BestSeconds">Sum over the steps of each one's shortest time: what a run takes where nothing disturbs it.</param>
/// <param name="FlopsPerRun">Arithmetic of one run.</param>
public sealed record StepReport(string Kind, int Steps, double Seconds, double BestSeconds, double FlopsPerRun);
