namespace Karyon.Learning.Training;

/// <summary>What a trainer tells while it runs.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean loss since the last report.</param>
/// <param name="SamplesPerSecond">Rate since the last report, data included.</param>
/// <param name="Message">A line about something else (a validation, an early stop), or null.</param>
public sealed record TrainingReport(long Step, long Steps, double Loss, double SamplesPerSecond, string? Message);
