namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>A step of a model.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Inputs">Tensors it reads, by index; -1: left out.</param>
/// <param name="Outputs">Tensors it writes, by index.</param>
/// <param name="Options">Its settings.</param>
internal sealed record TfLiteOperator(TfLiteOperatorKind Kind, IReadOnlyList<int> Inputs, IReadOnlyList<int> Outputs, TfLiteOptions Options);
