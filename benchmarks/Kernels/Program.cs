using Karyon.Kernels.Benchmarks;

switch (args.FirstOrDefault())
{
    case "conv": return ConvBenchmark.Run(args[1..]);
    case "winograd": return WinogradBenchmark.Run(args[1..]);
    case "depthwise": return DepthwiseBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("usage: Karyon.Kernels.Benchmarks conv|winograd|depthwise [128|256|512 [part of a layer's name [rounds]]]");
        return 2;
}
