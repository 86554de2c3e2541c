namespace Karyon.Learning.Recipes;

/// <summary>What a dry run found.</summary>
/// <param name="TrainingImages">Images that samples are drawn from.</param>
/// <param name="ValidationImages">Images that the network is scored on.</param>
/// <param name="DataSha256">What identifies the images, see <see cref="Training.Sampling.TrainingSetDigest"/>.</param>
/// <param name="SecondsPerStep">Mean time of a few steps after the first, waiting for their batches included; none of these was made beforehand.</param>
/// <param name="PlanBytes">Memory of the training plan.</param>
/// <param name="PeakBytes">Most memory that the process has held so far: data, plan, optimiser, batches. Validation is not in it.</param>
/// <param name="Steps">Steps of the whole run.</param>
public sealed record DryRunReport(int TrainingImages, int ValidationImages, string DataSha256, double SecondsPerStep, long PlanBytes, long PeakBytes, long Steps)
{
    /// <summary>Predicted time of all steps, validations not counted.</summary>
    public double Seconds => SecondsPerStep * Steps;
}
