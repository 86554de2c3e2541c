namespace Karyon.Learning.Training.Augmentation;

/// <summary>A closed range of numbers.</summary>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
public readonly record struct ValueRange(double Low, double High)
{
    /// <summary>The value at a share u in [0, 1) of the way.</summary>
    public double At(double u) => Low + u * (High - Low);
}
