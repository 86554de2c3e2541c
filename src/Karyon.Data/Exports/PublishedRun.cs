namespace Karyon.Data.Exports;

/// <summary>How an image was cut, joined and decoded as a published tool does it: as a whole.</summary>
/// <param name="Grid">The tool.</param>
/// <param name="InputPx">Side of the window that the network saw, px.</param>
/// <param name="OutputPx">Side of its maps, px.</param>
/// <param name="StepPx">From one window to the next, px.</param>
/// <param name="Columns">Windows across that the network saw.</param>
/// <param name="Rows">Windows down that the network saw.</param>
/// <param name="Normalization">How distances are normalised before they are decoded; null: as they are.</param>
/// <param name="InstancesWithoutRecord">Instances that are in the instance map alone.</param>
public sealed record PublishedRun(string Grid, int InputPx, int OutputPx, int StepPx, int Columns, int Rows, string? Normalization, int InstancesWithoutRecord);
