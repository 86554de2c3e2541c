using System.Text;
using Karyon.Cli;

// Writers of our own: UTF-8 everywhere; results are flushed once at the end, what the user watches at once.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected) Console.OutputEncoding = Encoding.UTF8;
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 14) { NewLine = "\n" };
using var error = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false), 1 << 10) { AutoFlush = true, NewLine = "\n" });
if (args is [Karyon.Cli.Benchmarks.CoreHog.Argument, var master] && int.TryParse(master, System.Globalization.CultureInfo.InvariantCulture, out var process))
{
    Karyon.Cli.Benchmarks.CoreHog.Spin(process, output);
    return 0;
}
return new KaryonProgram(output, error).Run(args);
