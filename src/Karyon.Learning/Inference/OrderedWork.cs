namespace Karyon.Learning.Inference;

/// <summary>
/// Work that is begun ahead and taken in the order in which it was begun, so that what is made of it does not depend on threads. Disposing
/// waits for what is still running.
/// </summary>
/// <param name="depth">Pieces at a time on other threads; 0: each is done at once, by the caller.</param>
internal sealed class OrderedWork<T>(int depth) : IDisposable
{
    private readonly Queue<Task<T>> _tasks = new();

    /// <summary>Pieces at a time on other threads; may change while some are under way.</summary>
    public int Depth { get; set; } = depth;

    /// <summary>Pieces begun and not taken.</summary>
    public int Count => _tasks.Count;

    /// <summary>Whether one must be taken before the next is begun.</summary>
    public bool IsFull => _tasks.Count >= Math.Max(1, Depth);

    /// <summary>Begins a piece.</summary>
    public void Begin(Func<T> work) => _tasks.Enqueue(Depth == 0 ? Task.FromResult(work()) : Task.Run(work));

    /// <summary>Waits for the oldest piece; what it threw is thrown here.</summary>
    public T Take() => _tasks.Dequeue().GetAwaiter().GetResult();

    /// <summary>Waits for all pieces; their results and failures are dropped, as the caller has failed already.</summary>
    public void Dispose()
    {
        foreach (var task in _tasks) ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        _tasks.Clear();
    }
}
