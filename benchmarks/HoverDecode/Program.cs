using System.Globalization;
using HoverDecode;
using Karyon.Core.Representations.Hover;

// HoVer post-processing of a 1000 x 1000 tile with about 500 nuclei, one thread, records and types included, beside a multiply-add ceiling
// measured in the same run: milliseconds alone say little. Times are processor time, so that neighbours on a shared machine count little.
//   dotnet run -c Release --project benchmarks/HoverDecode [passes]
var passes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 30;
var tile = new SyntheticTile(1000, 560, seed: 1);
foreach (var normalization in Enum.GetValues<HvNormalization>())
{
    var decoder = new HoverDecoder(new HoverOptions { Normalization = normalization });
    var workspace = new HoverWorkspace();
    var (nuclei, foreground, digest) = (0, 0L, 0UL);
    var times = new List<double>();
    var ceilings = new List<double>();
    for (var pass = 0; pass < passes + 5; pass++)
    {
        var before = Environment.CpuUsage.TotalTime;
        var decoded = decoder.Decode(tile.View(), workspace);
        var elapsed = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        (nuclei, foreground) = (decoded.Nuclei.Count, decoded.Nuclei.Sum(nucleus => (long)nucleus.AreaPx));
        digest = decoded.Labels.Pixels.Aggregate(14695981039346656037UL, (hash, id) => (hash ^ (uint)id) * 1099511628211UL);
        if (pass < 5) continue;
        times.Add(elapsed);
        ceilings.Add(Ceiling.Measure());
    }
    times.Sort();
    ceilings.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{normalization}: {nuclei} nuclei, {foreground} px, labels {digest:x16}; best {times[0]:F1} ms of processor time, median {times[times.Count / 2]:F1} ms; ceiling {ceilings[^1]:F0} GFLOP/s fp32; best x ceiling {times[0] * ceilings[^1] / 1000:F1} GFLOP"));
}
