namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>How stored integers stand for numbers: (q - zero point) * scale, for the whole tensor or along one dimension.</summary>
/// <param name="Scales">One, or one for each index of <paramref name="Axis"/>; empty: not quantised.</param>
/// <param name="ZeroPoints">As many, or none, which means 0.</param>
/// <param name="Axis">The dimension that the scales belong to, where there are several.</param>
internal sealed record TfLiteQuantization(IReadOnlyList<float> Scales, IReadOnlyList<long> ZeroPoints, int Axis);
