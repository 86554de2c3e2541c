using Karyon.Cli.Console;

namespace Karyon.Cli.Benchmarks;

/// <summary>What readings mean together, beside what the project wants of itself. Times of other machines are scaled by the ceiling to 540 GFLOP/s of two threads; of the main job only the network's.</summary>
internal static class BenchRatios
{
    /// <summary>The ceiling of the machine that the wanted times are for, two threads.</summary>
    private const double ReferenceGflops = 540;

    /// <summary>Share of the ceiling at which PyTorch 1.13 trains the baseline's network: 26 % where vectors have 512 bits, 24 % where 256.</summary>
    private static double PyTorchShare(bool wide) => wide ? 0.26 : 0.24;

    /// <summary>All ratios that the readings allow.</summary>
    /// <param name="readings">What was measured.</param>
    /// <param name="vectorBits">Vector width that computed.</param>
    public static IReadOnlyList<BenchRatio> Of(IReadOnlyList<BenchReading> readings, int vectorBits)
    {
        var wide = vectorBits == 512;
        var ratios = new List<BenchRatio>();
        BenchReading? Find(BenchWork work, bool many) => readings.FirstOrDefault(reading => reading.Work == work && reading.Threads > 1 == many);
        void Add(string name, double? value, string unit, double wanted, bool atLeast)
        {
            if (value is { } figure) ratios.Add(new BenchRatio(name, figure, unit, wanted, atLeast));
        }

        BenchReading? direct = Find(BenchWork.YardstickDirect, false), winograd = Find(BenchWork.YardstickWinograd, false);
        Add("ResNet-34 U-Net, direct, 1 thread: share of the ceiling", direct?.Share, "", wide ? 0.85 : 0.82, true);
        Add("the same with Winograd", winograd?.Share, "", wide ? 1.35 : 1.65, true);
        Add("two threads over one, direct", direct?.BestSeconds / Find(BenchWork.YardstickDirect, true)?.BestSeconds, "", 1.8, true);
        Add("two threads over one, Winograd", winograd?.BestSeconds / Find(BenchWork.YardstickWinograd, true)?.BestSeconds, "", 1.7, true);
        Add("median beside a hogged core over that of one thread", Find(BenchWork.Hogged, true)?.MedianSeconds / Find(BenchWork.Unhogged, false)?.MedianSeconds, "", 1.05, false);
        if (readings.FirstOrDefault(reading => reading.Work == BenchWork.YardstickTraining) is { } yardstick)
            Add($"ResNet-34 training at {Figures.Text(ReferenceGflops, "0")} GFLOP/s", yardstick.Images / yardstick.BestSeconds * ReferenceGflops / yardstick.Ceiling, "images/s", 8.5, true);
        if (readings.FirstOrDefault(reading => reading.Work == BenchWork.BaselineTraining) is { } baseline)
            Add("baseline's training over PyTorch's, as shares of the ceiling", baseline.Share / PyTorchShare(wide), "", 1.5, true);
        if (readings.FirstOrDefault(reading => reading.Work == BenchWork.Decode) is { } decode)
            Add("HoVer decoding of 1000x1000", decode.BestSeconds * 1e3, "ms", wide ? 60 : 90, false);
        if (Find(BenchWork.Segment, true) is { } segment)
            Add($"end to end, its network at {Figures.Text(ReferenceGflops, "0")} GFLOP/s", (segment.BestSeconds - segment.NetworkSeconds * (1 - segment.Ceiling / ReferenceGflops)) / segment.AreaMm2, "s/mm²", 4, false);
        return ratios;
    }
}
