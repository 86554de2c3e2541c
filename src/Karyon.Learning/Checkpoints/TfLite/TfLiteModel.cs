namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>The first subgraph of a TensorFlow Lite file.</summary>
/// <param name="FileName">The file, for errors.</param>
/// <param name="Tensors">All tensors.</param>
/// <param name="Operators">The steps, in the order in which they run.</param>
/// <param name="Inputs">Tensors that the model is given, by index.</param>
/// <param name="Outputs">Tensors that it hands back, by index.</param>
internal sealed record TfLiteModel(string FileName, IReadOnlyList<TfLiteTensor> Tensors, IReadOnlyList<TfLiteOperator> Operators, IReadOnlyList<int> Inputs, IReadOnlyList<int> Outputs);
