using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Karyon.Tensors.Threading;

/// <summary>
/// A fixed set of threads that share chunks of work through one counter. The calling thread takes chunks as well and then waits only
/// for chunks that somebody has begun, never for a worker that has not started: on a machine whose other cores are busy the work goes
/// at the speed of one thread. Whoever waits spins for some 20 microseconds and then parks.
/// </summary>
/// <remarks>
/// Owned by a context and disposed with it. One caller at a time: a second one, or a chunk that calls <see cref="Run"/>, is refused.
/// A run allocates nothing.
/// </remarks>
public sealed class WorkerPool : IDisposable
{
    private const int SpinMicroseconds = 20;
    private static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;

    private readonly Worker[] workers;
    private readonly ParkingPlace callerPlace = new();

    // Written often by many threads: each counter has its own cache lines.
    private readonly PaddedCounter untaken = new();
    private readonly PaddedCounter unfinished = new();

    private IChunkedWork? work;
    private int chunks;
    private int busy;
    private Exception? failure;
    private volatile bool stopping;

    /// <summary>Starts the workers, parked.</summary>
    /// <param name="threads">Threads that compute, the caller among them: at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        workers = new Worker[threads - 1];
        for (var k = 0; k < workers.Length; k++) workers[k] = new Worker(this, k + 1);
        foreach (var worker in workers) worker.Thread.Start();
    }

    /// <summary>Threads that compute, the caller among them.</summary>
    public int Threads => workers.Length + 1;

    /// <summary>
    /// Runs every chunk once and returns when all are done. When a chunk throws, chunks that nobody has begun are left out and the
    /// first exception caught is thrown here; the pool stays usable.
    /// </summary>
    /// <param name="work">What to compute.</param>
    /// <exception cref="InvalidOperationException">The pool is running something already.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public void Run(IChunkedWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(stopping, this);
        if (Interlocked.Exchange(ref busy, 1) != 0)
            throw new InvalidOperationException("WorkerPool.Run: the pool is running other work; give each concurrent caller a pool of its own");
        Exception? caught;
        try
        {
            var count = work.Chunks;
            if (workers.Length == 0 || count <= 1)
            {
                for (var chunk = 0; chunk < count; chunk++) work.Run(chunk, 0);
                return;
            }
            Publish(work, count);
            TakeChunks(0);
            callerPlace.WaitUntil(new AllFinished(this));
        }
        finally
        {
            caught = failure;
            failure = null;
            this.work = null;
            Volatile.Write(ref busy, 0);
        }
        if (caught is not null) ExceptionDispatchInfo.Throw(caught);
    }

    /// <summary>Ends the workers and waits for them. Not while a run is in progress.</summary>
    /// <exception cref="InvalidOperationException">The pool is running something.</exception>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref busy, 1) != 0)
        {
            if (stopping) return;
            throw new InvalidOperationException("WorkerPool.Dispose: the pool is running; dispose it after Run has returned");
        }
        stopping = true;
        Interlocked.MemoryBarrier();
        foreach (var worker in workers) worker.Place.Wake();
        foreach (var worker in workers)
        {
            worker.Thread.Join();
            worker.Place.Dispose();
        }
        callerPlace.Dispose();
    }

    private void Publish(IChunkedWork next, int count)
    {
        work = next;
        chunks = count;
        Volatile.Write(ref unfinished.Value, count);
        Volatile.Write(ref untaken.Value, count);

        // A parking worker announces itself and then looks at the counter; here the counter is written and then the announcements
        // are read: with a fence on both sides one of the two sees the other.
        Interlocked.MemoryBarrier();
        var helpers = Math.Min(workers.Length, count - 1);
        for (var k = 0; k < helpers; k++) workers[k].Place.Wake();
    }

    /// <summary>
    /// Takes chunks until none is left. A worker that comes late to one run may take a chunk of the next: what was published is read
    /// after a chunk is taken, and cannot change before that chunk is finished.
    /// </summary>
    private void TakeChunks(int worker)
    {
        while (true)
        {
            var left = Volatile.Read(ref untaken.Value);
            if (left <= 0) return;
            if (Interlocked.CompareExchange(ref untaken.Value, left - 1, left) != left) continue;
            var finished = 1;
            try
            {
                work!.Run(chunks - left, worker);
            }
#pragma warning disable CA1031 // Thrown again by Run, on the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, exception, null);
                finished += Interlocked.Exchange(ref untaken.Value, 0);
            }
            if (Interlocked.Add(ref unfinished.Value, -finished) == 0) callerPlace.Wake();
        }
    }

    private void Work(Worker worker)
    {
        while (!stopping)
        {
            TakeChunks(worker.Index);
            worker.Place.WaitUntil(new WorkOrStop(this));
        }
    }

    private sealed class Worker
    {
        public Worker(WorkerPool pool, int index)
        {
            Index = index;
            Thread = new Thread(() => pool.Work(this)) { IsBackground = true, Name = $"Karyon worker {index}" };
        }

        public int Index { get; }

        public Thread Thread { get; }

        public ParkingPlace Place { get; } = new();
    }

    private interface ICondition
    {
        bool Holds { get; }
    }

    private readonly struct AllFinished(WorkerPool pool) : ICondition
    {
        public bool Holds => Volatile.Read(ref pool.unfinished.Value) == 0;
    }

    private readonly struct WorkOrStop(WorkerPool pool) : ICondition
    {
        public bool Holds => Volatile.Read(ref pool.untaken.Value) > 0 || pool.stopping;
    }

    /// <summary>A counter alone on its cache lines (two, for the prefetcher that fetches pairs).</summary>
    private sealed class PaddedCounter
    {
#pragma warning disable CS0169, CA1823, IDE0051, S1144 // Padding.
        private readonly Padding before;
        public int Value;
        private readonly Padding after;
#pragma warning restore CS0169, CA1823, IDE0051, S1144

        [System.Runtime.CompilerServices.InlineArray(16)]
        private struct Padding
        {
            private long element;
        }
    }

    /// <summary>Where one thread waits: spins for a while, then sleeps until it is woken.</summary>
    private sealed class ParkingPlace : IDisposable
    {
        private readonly AutoResetEvent signal = new(initialState: false);
        private int parked;

        /// <summary>Wakes the thread if it sleeps; else does nothing but read.</summary>
        public void Wake()
        {
            if (Volatile.Read(ref parked) != 0 && Interlocked.Exchange(ref parked, 0) != 0) signal.Set();
        }

        /// <summary>Returns once the condition holds: spins for a while, then parks between the times that <see cref="Wake"/> is called.</summary>
        public void WaitUntil<TCondition>(TCondition condition)
            where TCondition : struct, ICondition
        {
            var start = Stopwatch.GetTimestamp();
            while (!condition.Holds)
            {
                if (Stopwatch.GetTimestamp() - start < SpinTicks)
                {
                    Thread.SpinWait(8);
                    continue;
                }
                Interlocked.Exchange(ref parked, 1);
                if (!condition.Holds)
                    signal.WaitOne();
                else if (Interlocked.Exchange(ref parked, 0) == 0)
                    signal.WaitOne(); // Somebody has taken the announcement: his signal is on its way and must be used up.
            }
        }

        public void Dispose() => signal.Dispose();
    }
}
