namespace Karyon.Cli.Benchmarks;

/// <summary>Keeps one core busy with nothing until it is disposed, as another process on a shared machine would.</summary>
internal sealed class CoreHog : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _ends;

    /// <summary>Starts.</summary>
    public CoreHog()
    {
        _thread = new Thread(Spin) { IsBackground = true, Name = "core hog" };
        _thread.Start();
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _ends = true;
        _thread.Join();
    }

    private void Spin()
    {
        while (!_ends) Thread.SpinWait(1000);
    }
}
