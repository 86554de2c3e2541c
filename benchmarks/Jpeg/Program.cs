using System.Diagnostics;
using System.Globalization;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Jpeg;

// Decodes sets of JPEG files with Karyon and, in turn, with Pillow over libjpeg-turbo, one thread each, and prints the ratio of the best passes.
// Usage: dotnet run -c Release --project benchmarks/Jpeg -- FOLDER_OF_JPEGS [PASSES]
var source = args.Length > 0 ? args[0] : "../shared/data/research-only/monuseg";
var passes = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
var work = Directory.CreateTempSubdirectory("karyon-jpeg-").FullName;
try
{
    var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
    foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "pillow.py"), source, work }) start.ArgumentList.Add(argument);
    using var pillow = Process.Start(start)!;
    pillow.StandardOutput.ReadLine();
    Console.WriteLine("set                    Mpx   bits/px  Karyon Mpx/s  Pillow Mpx/s  ratio of best  ratio of medians");
    foreach (var folder in Directory.GetDirectories(work).Order(StringComparer.Ordinal))
    {
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        var pixels = files.Select(f => JpegDecoder.ReadInfo(f, "file")).Sum(i => (double)i.Width * i.Height);
        double[] ours = new double[passes], theirs = new double[passes];
        for (var pass = 0; pass < passes; pass++)
        {
            var clock = Stopwatch.GetTimestamp();
            foreach (var file in files) JpegDecoder.Decode(file, "file", DecodeLimits.Default);
            ours[pass] = Stopwatch.GetElapsedTime(clock).TotalSeconds;
            pillow.StandardInput.WriteLine(Path.GetFileName(folder));
            theirs[pass] = double.Parse(pillow.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        }
        Array.Sort(ours);
        Array.Sort(theirs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(folder),-20} {pixels / 1e6,6:F2} {files.Sum(f => f.Length) * 8 / pixels,9:F2} {pixels / ours[0] / 1e6,13:F1} {pixels / theirs[0] / 1e6,13:F1} {theirs[0] / ours[0],14:F2} {theirs[passes / 2] / ours[passes / 2],17:F2}"));
    }
    pillow.StandardInput.Close();
    pillow.WaitForExit();
}
finally
{
    Directory.Delete(work, recursive: true);
}
