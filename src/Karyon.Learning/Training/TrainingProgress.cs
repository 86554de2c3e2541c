namespace Karyon.Learning.Training;

/// <summary>Where a run stands beside its tensors.</summary>
public sealed record TrainingProgress
{
    /// <summary>Steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Best validation score so far; null before the first.</summary>
    public double? BestScore { get; init; }

    /// <summary>The step of the best score.</summary>
    public long BestStep { get; init; }

    /// <summary>Validations since the best score.</summary>
    public int WithoutImprovement { get; init; }

    /// <summary>What the learning rate is multiplied by (plateau).</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>The steps that no row of <c>metrics.csv</c> tells of yet; null: none.</summary>
    public MeterSums? Unreported { get; init; }

    /// <summary>Why the run ended before its last step; null where it did not.</summary>
    public string? StopReason { get; init; }

    /// <summary>Time of training and validating in all sessions, s, wall clock; what was done after the last checkpoint before a kill is lost and not counted.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether nothing is left to do in a run of so many steps.</summary>
    public bool HasEnded(long steps) => Step >= steps || StopReason is not null;
}
