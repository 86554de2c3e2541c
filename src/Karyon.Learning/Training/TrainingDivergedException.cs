namespace Karyon.Learning.Training;

/// <summary>Training cannot go on because the loss is no finite number.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    /// <summary>Makes the exception with a message.</summary>
    public TrainingDivergedException(string message) : base(message) { }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public TrainingDivergedException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public TrainingDivergedException() { }
}
