using System.Runtime.InteropServices;

namespace Karyon.Cli.Console;

/// <summary>Ctrl-C and a polite end: the first asks to stop at a place from which the work can go on, the second stops at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TextWriter _error;
    private int _signals;

    /// <summary>Listens from here on.</summary>
    /// <param name="error">Is told that the program heard.</param>
    public Interruption(TextWriter error)
    {
        _error = error;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Raised by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1) Environment.Exit(ExitCode.Interrupted);
        context.Cancel = true;
        _error.WriteLine();
        _error.WriteLine("karyon: finishing the tile; press Ctrl-C again to stop at once");
        _source.Cancel();
    }
}
