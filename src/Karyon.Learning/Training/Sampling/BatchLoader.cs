namespace Karyon.Learning.Training.Sampling;

/// <summary>
/// Prepares batches ahead of their use on threads of its own. The batch of a step follows from the sampler's seed and the step alone: sample i of
/// step s is sample (s mod n) N + i of epoch s / n. At most <c>ahead</c> batches wait. One consumer; dispose to end the threads.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    /// <summary>Batches that wait at most, where nothing else is said.</summary>
    public const int DefaultAhead = 2;

    private readonly CropSampler _sampler;
    private readonly int _stepsPerEpoch;
    private readonly TrainingBatch[] _slots;
    private readonly bool[] _ready;
    private readonly Thread[] _threads;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _free;
    private readonly SemaphoreSlim _made = new(0);
    private readonly CancellationTokenSource _end = new();
    private long _nextToMake;
    private long _nextToTake;
    private bool _lent;
    private Exception? _failure;

    /// <summary>Starts the threads.</summary>
    /// <param name="sampler">Draws the samples.</param>
    /// <param name="batch">Samples in a batch, N.</param>
    /// <param name="firstStep">The step of the first batch, e.g. where a run is resumed.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch, n.</param>
    /// <param name="ahead">Batches that wait at most.</param>
    /// <param name="threads">Threads that prepare them.</param>
    public BatchLoader(CropSampler sampler, int batch, long firstStep = 0, int stepsPerEpoch = 1000, int ahead = DefaultAhead, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepsPerEpoch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        (_sampler, _stepsPerEpoch, _nextToMake, _nextToTake) = (sampler, stepsPerEpoch, firstStep, firstStep);
        _slots = new TrainingBatch[ahead + 1]; // one is with the consumer
        for (var i = 0; i < _slots.Length; i++) _slots[i] = new TrainingBatch(batch, sampler.Side);
        _ready = new bool[_slots.Length];
        _free = new SemaphoreSlim(_slots.Length);
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Prepare) { IsBackground = true, Name = $"batch loader {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>The next step's batch, waited for where it is not ready; lent until the next call or the loader's disposal.</summary>
    /// <exception cref="InvalidOperationException">A sample could not be drawn; the cause is inside.</exception>
    public TrainingBatch Next()
    {
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
        if (_lent)
        {
            _lent = false;
            _free.Release();
        }
        var slot = (int)(_nextToTake % _slots.Length);
        while (true)
        {
            lock (_lock)
            {
                if (_failure is not null) throw new InvalidOperationException($"a training sample could not be drawn: {_failure.Message}", _failure);
                if (_ready[slot])
                {
                    _ready[slot] = false;
                    break;
                }
            }
            _made.Wait();
        }
        _nextToTake++;
        _lent = true;
        return _slots[slot];
    }

    /// <summary>Ends the threads and waits for them.</summary>
    public void Dispose()
    {
        if (_end.IsCancellationRequested) return;
        _end.Cancel();
        foreach (var thread in _threads) thread.Join();
        _free.Dispose();
        _made.Dispose();
        _end.Dispose();
    }

    private void Prepare()
    {
        try
        {
            var workspace = _sampler.NewWorkspace();
            while (true)
            {
                _free.Wait(_end.Token);
                long step;
                lock (_lock) step = _nextToMake++;
                var slot = (int)(step % _slots.Length);
                Fill(_slots[slot], step, workspace);
                lock (_lock) _ready[slot] = true;
                _made.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The loader was disposed.
        }
#pragma warning disable CA1031 // whatever went wrong is for the consumer to see, on its own thread
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_lock) _failure ??= exception;
            _made.Release();
        }
    }

    private void Fill(TrainingBatch batch, long step, CropWorkspace workspace)
    {
        var epoch = (ulong)(step / _stepsPerEpoch);
        var first = (ulong)(step % _stepsPerEpoch) * (ulong)batch.Samples;
        for (var i = 0; i < batch.Samples; i++)
        {
            _end.Token.ThrowIfCancellationRequested();
            _sampler.Draw(epoch, first + (ulong)i, workspace, batch.Sample(i));
        }
    }
}
