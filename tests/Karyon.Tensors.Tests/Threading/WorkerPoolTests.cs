using Karyon.Tensors.Threading;

namespace Karyon.Tensors.Tests.Threading;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 7)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 1000)]
    [InlineData(16, 5)]
    public void Every_chunk_runs_exactly_once(int threads, int chunks)
    {
        using var pool = new WorkerPool(threads);
        var work = new Counting(chunks, threads);
        pool.Run(work);
        Assert.All(work.Visits, visits => Assert.Equal(1, visits));
        Assert.Equal(threads, pool.Threads);
    }

    [Fact]
    public void Many_short_runs_lose_and_repeat_nothing()
    {
        using var pool = new WorkerPool(4);
        for (var round = 0; round < 20_000; round++)
        {
            var work = new Counting(1 + round % 9, 4);
            pool.Run(work);
            for (var chunk = 0; chunk < work.Chunks; chunk++)
                Assert.True(work.Visits[chunk] == 1, $"round {round}, chunk {chunk}: {work.Visits[chunk]} visits");
        }
    }

    [Fact]
    public void Runs_after_pauses_wake_parked_workers_and_finish()
    {
        using var pool = new WorkerPool(3);
        for (var round = 0; round < 200; round++)
        {
            if (round % 2 == 0) Thread.Sleep(1);
            var work = new Counting(round % 13, 3, spins: 200 * (round % 5));
            pool.Run(work);
            Assert.All(work.Visits, visits => Assert.Equal(1, visits));
        }
    }

    [Fact]
    public void The_caller_computes_what_is_left_while_a_worker_is_stuck_in_one_chunk()
    {
        using var pool = new WorkerPool(2);
        var work = new OneStuckWorker(40);
        pool.Run(work);
        Assert.Equal(40, work.ByCaller + work.ByWorker);
        Assert.True(work.ByWorker <= 1, "the stuck worker is released only after the caller has done the rest");
    }

    [Fact]
    public void Two_chunks_at_the_same_time_never_have_the_same_worker_index()
    {
        using var pool = new WorkerPool(4);
        for (var round = 0; round < 300; round++)
        {
            var work = new ExclusiveWorkers(16, 4);
            pool.Run(work);
            Assert.False(work.Clashed);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_exception_reaches_the_caller_and_the_pool_stays_usable(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (var round = 0; round < 200; round++)
        {
            var error = Assert.Throws<InvalidDataException>(() => pool.Run(new Failing(20, round % 20)));
            Assert.Equal("chunk fails", error.Message);
            var work = new Counting(20, threads);
            pool.Run(work);
            Assert.All(work.Visits, visits => Assert.Equal(1, visits));
        }
    }

    [Fact]
    public void A_chunk_that_runs_the_pool_again_is_refused()
    {
        using var pool = new WorkerPool(2);
        Assert.Throws<InvalidOperationException>(() => pool.Run(new Nested(pool)));
        pool.Run(new Counting(3, 2));
    }

    [Fact]
    public void A_disposed_pool_refuses_work_and_may_be_disposed_again()
    {
        var pool = new WorkerPool(3);
        pool.Run(new Counting(5, 3));
        pool.Dispose();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Run(new Counting(1, 3)));
    }

    [Fact]
    public void No_threads_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(0));

    [Fact]
    public void A_run_allocates_nothing()
    {
        using var pool = new WorkerPool(2);
        var work = new Counting(8, 2);
        for (var round = 0; round < 50; round++) pool.Run(work);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++) pool.Run(work);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class Counting(int chunks, int threads, int spins = 0) : IChunkedWork
    {
        public readonly int[] Visits = new int[chunks];

        public int Chunks => chunks;

        public void Run(int chunk, int worker)
        {
            if ((uint)worker >= (uint)threads) throw new InvalidOperationException("worker index out of range");
            if (spins > 0) Thread.SpinWait(spins);
            Interlocked.Increment(ref Visits[chunk]);
        }
    }

    private sealed class OneStuckWorker(int chunks) : IChunkedWork
    {
        private int byCaller;
        private int byWorker;

        public int ByCaller => byCaller;

        public int ByWorker => byWorker;

        public int Chunks => chunks;

        public void Run(int chunk, int worker)
        {
            if (worker == 0)
            {
                Interlocked.Increment(ref byCaller);
                if (byCaller == 1) Thread.Sleep(1);
                return;
            }
            SpinWait.SpinUntil(() => Volatile.Read(ref byCaller) >= chunks - 1, TimeSpan.FromSeconds(30));
            Interlocked.Increment(ref byWorker);
        }
    }

    private sealed class ExclusiveWorkers(int chunks, int threads) : IChunkedWork
    {
        private readonly int[] inside = new int[threads];

        public bool Clashed { get; private set; }

        public int Chunks => chunks;

        public void Run(int chunk, int worker)
        {
            if (Interlocked.Increment(ref inside[worker]) != 1) Clashed = true;
            Thread.SpinWait(50);
            Interlocked.Decrement(ref inside[worker]);
        }
    }

    private sealed class Failing(int chunks, int bad) : IChunkedWork
    {
        public int Chunks => chunks;

        public void Run(int chunk, int worker)
        {
            if (chunk == bad) throw new InvalidDataException("chunk fails");
        }
    }

    private sealed class Nested(WorkerPool pool) : IChunkedWork
    {
        public int Chunks => 3;

        public void Run(int chunk, int worker) => pool.Run(this);
    }
}
