using Karyon.Networks.Benchmarks;

var culture = System.Globalization.CultureInfo.InvariantCulture;
if (args is ["papers", ..])
{
    PaperBenchmark.Run(args.ElementAtOrDefault(1) ?? "", int.Parse(args.ElementAtOrDefault(2) ?? "7", culture), int.Parse(args.ElementAtOrDefault(3) ?? "2", culture));
    return 0;
}
if (args is ["products", ..])
{
    ProductBenchmark.Run(args.ElementAtOrDefault(1) ?? "", int.Parse(args.ElementAtOrDefault(2) ?? "30", culture), int.Parse(args.ElementAtOrDefault(3) ?? "2", culture));
    return 0;
}
if (args is not ["train" or "infer", _, _, _, ..])
{
    Console.Error.WriteLine("usage: train|infer batch size threads [mobilenet_v2|resnet34] [winograd|direct] [repeats] [kinds|shapes]");
    Console.Error.WriteLine("       papers [part of a network's name] [passes] [threads]");
    Console.Error.WriteLine("       products [part of a product's name] [passes] [threads]");
    return 2;
}
using var benchmark = new NetworkBenchmark(
    training: args[0] == "train",
    batch: int.Parse(args[1], culture),
    size: int.Parse(args[2], culture),
    threads: int.Parse(args[3], culture),
    encoder: args.ElementAtOrDefault(4) ?? "mobilenet_v2",
    winograd: args.ElementAtOrDefault(5) != "direct");
benchmark.Run(int.Parse(args.ElementAtOrDefault(6) ?? "6", culture), byShape: args.ElementAtOrDefault(7) == "shapes");
return 0;
