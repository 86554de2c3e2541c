namespace Karyon.Cli.Benchmarks;

/// <summary>Which piece of work a reading is of, for those that ratios are made of.</summary>
internal enum BenchWork
{
    Other,
    YardstickDirect,
    YardstickWinograd,
    Unhogged,
    Hogged,
    YardstickTraining,
    BaselineTraining,
    Decode,
    Segment,
}
