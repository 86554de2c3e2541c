using System.Diagnostics;
using System.Globalization;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Jpeg;

// Decodes sets of JPEG files with Karyon and, in turn, with libjpeg-turbo by itself and within Pillow, one thread each, and prints the ratios.
// Usage: dotnet run -c Release --project benchmarks/Jpeg -- FOLDER_OF_JPEGS [PASSES]
var source = args.Length > 0 ? args[0] : "../shared/data/research-only/monuseg";
var passes = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
var work = Directory.CreateTempSubdirectory("karyon-jpeg-").FullName;
try
{
    var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
    foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "rivals.py"), source, work }) start.ArgumentList.Add(argument);
    using var rivals = Process.Start(start)!;
    rivals.StandardOutput.ReadLine();
    double Time(string engine, string set)
    {
        rivals.StandardInput.WriteLine($"{engine} {set}");
        return double.Parse(rivals.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    Console.WriteLine("Mpx/s, best of the passes; the ratios are Karyon's to the other's (best of each; median of passes)");
    Console.WriteLine("set                  bits/px    Karyon     turbo    Pillow   of turbo         of Pillow");
    foreach (var set in Directory.GetDirectories(work).Order(StringComparer.Ordinal).Select(f => Path.GetFileName(f)!))
    {
        var files = Directory.GetFiles(Path.Combine(work, set)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        var pixels = files.Select(f => JpegDecoder.ReadInfo(f, "file")).Sum(i => (double)i.Width * i.Height);
        double[] ours = new double[passes], turbo = new double[passes], pillow = new double[passes];
        for (var pass = 0; pass < passes; pass++)
        {
            var clock = Stopwatch.GetTimestamp();
            foreach (var file in files) JpegDecoder.Decode(file, "file", DecodeLimits.Default);
            ours[pass] = Stopwatch.GetElapsedTime(clock).TotalSeconds;
            (turbo[pass], pillow[pass]) = (Time("turbo", set), Time("pillow", set));
        }
        double Median(double[] theirs) => theirs.Zip(ours, (t, o) => t / o).Order().ElementAt(passes / 2);
        double Rate(double[] times) => pixels / times.Min() / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{set,-20} {files.Sum(f => f.Length) * 8 / pixels,7:F2} {Rate(ours),9:F1} {Rate(turbo),9:F1} {Rate(pillow),9:F1}   {Rate(ours) / Rate(turbo):F2} ({Median(turbo):F2})      {Rate(ours) / Rate(pillow):F2} ({Median(pillow):F2})"));
    }
    rivals.StandardInput.Close();
    rivals.WaitForExit();
}
finally
{
    Directory.Delete(work, recursive: true);
}
