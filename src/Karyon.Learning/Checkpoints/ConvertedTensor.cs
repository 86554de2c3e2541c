using Karyon.Tensors;

namespace Karyon.Learning.Checkpoints;

/// <summary>A tensor of a converted file.</summary>
/// <param name="Name">Its name in the new file.</param>
/// <param name="Shape">Its shape there; kernels are [O, I, kh, kw].</param>
/// <param name="SourceName">Its name in the old file.</param>
/// <param name="SourceType">How it was stored there, e.g. <c>UInt8 x 0.0338</c>.</param>
public sealed record ConvertedTensor(string Name, Shape Shape, string SourceName, string SourceType);
