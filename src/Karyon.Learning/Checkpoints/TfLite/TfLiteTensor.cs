using Karyon.Tensors;

namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>A tensor of a model.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Shape">Its shape in TensorFlow's order (images NHWC, kernels OHWI).</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Data">The stored elements; empty for what is computed when the model runs.</param>
/// <param name="Quantization">How integers stand for numbers.</param>
internal sealed record TfLiteTensor(string Name, Shape Shape, TfLiteElementType Type, ReadOnlyMemory<byte> Data, TfLiteQuantization Quantization);
