using Karyon.Kernels.Benchmarks;

switch (args.FirstOrDefault())
{
    case "conv": return ConvBenchmark.Run(args[1..]);
    case "winograd": return WinogradBenchmark.Run(args[1..]);
    case "depthwise": return DepthwiseBenchmark.Run(args[1..]);
    case "weight-gradient": return WeightGradientBenchmark.Run(args[1..]);
    case "elementwise": return ElementwiseBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("usage: Karyon.Kernels.Benchmarks conv|winograd|depthwise|weight-gradient|elementwise [128|256|512] [part of a layer's name]");
        return 2;
}
