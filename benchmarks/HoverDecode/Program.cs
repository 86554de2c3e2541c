using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using HoverDecode;
using Karyon.Core.Representations.Hover;

// HoVer post-processing of a 1000 x 1000 tile with about 500 nuclei, one thread, records and types included, beside a multiply-add ceiling
// measured in the same run: milliseconds alone say little about a shared machine.
//   dotnet run -c Release --project benchmarks/HoverDecode [passes]
var passes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 30;
var tile = new SyntheticTile(1000, 560, seed: 1);
foreach (var normalization in Enum.GetValues<HvNormalization>())
{
    var decoder = new HoverDecoder(new HoverOptions { Normalization = normalization });
    var workspace = new HoverWorkspace();
    var (nuclei, foreground) = (0, 0L);
    var times = new List<double>();
    var ceilings = new List<double>();
    for (var pass = 0; pass < passes + 5; pass++)
    {
        var clock = Stopwatch.StartNew();
        var decoded = decoder.Decode(tile.View(), workspace);
        var elapsed = clock.Elapsed.TotalMilliseconds;
        (nuclei, foreground) = (decoded.Nuclei.Count, decoded.Nuclei.Sum(nucleus => (long)nucleus.AreaPx));
        if (pass < 5) continue;
        times.Add(elapsed);
        ceilings.Add(Ceiling());
    }
    times.Sort();
    ceilings.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{normalization}: {nuclei} nuclei, {foreground} px; best {times[0]:F1} ms, median {times[times.Count / 2]:F1} ms; ceiling {ceilings[^1]:F0} GFLOP/s fp32; best x ceiling {times[0] * ceilings[^1] / 1000:F1} GFLOP"));
}

static double Ceiling()
{
    const int rounds = 2_000_000;
    Vector512<float> a = Vector512.Create(1f), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, factor = Vector512.Create(0.999f);
    var clock = Stopwatch.StartNew();
    for (var round = 0; round < rounds; round++)
    {
        a = Vector512.FusedMultiplyAdd(a, factor, factor);
        b = Vector512.FusedMultiplyAdd(b, factor, factor);
        c = Vector512.FusedMultiplyAdd(c, factor, factor);
        d = Vector512.FusedMultiplyAdd(d, factor, factor);
        e = Vector512.FusedMultiplyAdd(e, factor, factor);
        f = Vector512.FusedMultiplyAdd(f, factor, factor);
        g = Vector512.FusedMultiplyAdd(g, factor, factor);
        h = Vector512.FusedMultiplyAdd(h, factor, factor);
        i = Vector512.FusedMultiplyAdd(i, factor, factor);
        j = Vector512.FusedMultiplyAdd(j, factor, factor);
    }
    var seconds = clock.Elapsed.TotalSeconds;
    return Vector512.Sum(a + b + c + d + e + f + g + h + i + j) > 0 ? rounds * 320.0 / seconds / 1e9 : 0;
}
