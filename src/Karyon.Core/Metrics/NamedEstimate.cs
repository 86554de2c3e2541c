namespace Karyon.Core.Metrics;

/// <summary>A figure of a table: its name as the literature writes it, its value and interval, and of how many cases.</summary>
/// <param name="Name">E.g. <c>PQ+ epithelial</c>.</param>
/// <param name="Estimate">Value and interval; NaN where there is none.</param>
/// <param name="Count">Images that the figure is of.</param>
/// <param name="Absence">Why there is no value; null where there is one.</param>
/// <param name="Detail">What else belongs to it, e.g. of how many classes it is a mean; null where nothing does.</param>
public sealed record NamedEstimate(string Name, Estimate Estimate, int Count, string? Absence = null, string? Detail = null)
{
    /// <summary>A figure that has no value.</summary>
    public static NamedEstimate Absent(string name, string why) => new(name, new Estimate(double.NaN, new Interval(double.NaN, double.NaN)), 0, why);
}
