namespace Karyon.Tensors.Tests.Operations;

/// <summary>An operand of a sample.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
/// <param name="Differentiable">Whether the operation passes a gradient to it.</param>
internal sealed record SampleInput(Shape Shape, float Low = -1, float High = 1, bool Differentiable = true)
{
    /// <summary>Random values in the range.</summary>
    public float[] Values(ulong seed)
    {
        var random = new CounterRandom(seed, 0x1A);
        var values = new float[Shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Low + (High - Low) * random.UniformSingle((ulong)i);
        return values;
    }
}
