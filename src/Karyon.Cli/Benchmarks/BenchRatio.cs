namespace Karyon.Cli.Benchmarks;

/// <summary>A figure made of readings, and what is wanted of it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">What was reached.</param>
/// <param name="Unit">Its unit; empty: a ratio.</param>
/// <param name="Wanted">The bound.</param>
/// <param name="AtLeast">Whether the bound is the least wanted; else the most.</param>
internal sealed record BenchRatio(string Name, double Value, string Unit, double Wanted, bool AtLeast)
{
    /// <summary>Whether the bound is kept.</summary>
    public bool Reached => AtLeast ? Value >= Wanted : Value <= Wanted;
}
