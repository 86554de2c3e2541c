using Karyon.Tensors.Operations;

namespace Karyon.Learning.Losses;

/// <summary>
/// What a HoVer network should have said, as values of the same graph. Where the truth is not known every map must be 0; the channels of
/// <see cref="Training.Sampling.TrainingBatch"/> are these.
/// </summary>
/// <param name="Np">Background and nucleus, one of them 1, [N, 2, H, W].</param>
/// <param name="Hv">Horizontal and vertical distances, 0 outside of nuclei, [N, 2, H, W].</param>
/// <param name="Known">1 where the truth is known, else 0, the same in both channels, [N, 2, H, W]; null: it is known everywhere.</param>
/// <param name="Tp">Background and the classes, one of them 1, [N, T, H, W]; null without types.</param>
public sealed record HoverTruth(Value Np, Value Hv, Value? Known = null, Value? Tp = null);
