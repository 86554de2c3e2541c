using System.CommandLine;
using Karyon.Cli.Console;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels;

namespace Karyon.Cli.Inputs;

/// <summary>The options of commands that compute: threads and device.</summary>
internal sealed class ComputeOptions
{
    private const int MostThreads = 1024;

    private readonly Option<int> _threads = new("--threads") { Description = "Threads that compute; results do not depend on it", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<string> _device = new("--device") { Description = "auto or cpu (cuda is not in this build)", HelpName = "auto|cpu", DefaultValueFactory = _ => "auto" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_threads);
        command.Options.Add(_device);
    }

    /// <summary>The threads asked for, after checking both options.</summary>
    /// <exception cref="UsageException">An option makes no sense, or asks for what is not there.</exception>
    public int Threads(ParseResult parsed)
    {
        var device = parsed.GetRequiredValue(_device);
        if (device.StartsWith("cuda", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"--device {device}: CUDA is not in this build; leave the option out or use --device cpu");
        if (device is not ("auto" or "cpu")) throw new UsageException($"--device {device}: there is no such device; use auto or cpu");
        var threads = parsed.GetValue(_threads);
        return threads is >= 1 and <= MostThreads ? threads : throw new UsageException($"--threads {threads}: give a number from 1 to {MostThreads}");
    }

    /// <summary>Starts threads, with the vector width that the environment asks for, else the widest.</summary>
    /// <exception cref="UsageException">The environment asks for a width that is not there.</exception>
    public static ComputeContext Open(int threads)
    {
        var path = ErrorReport.Check(() => VectorPaths.Choose(Environment.GetEnvironmentVariable(VectorPaths.Variable)));
        return new ComputeContext(threads, path);
    }
}
