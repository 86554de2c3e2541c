namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>What is applied to an operator's result (<c>ActivationFunctionType</c> of the schema, version 3).</summary>
internal enum TfLiteActivation
{
    None = 0,
    Relu = 1,
    ReluMinus1To1 = 2,
    Relu6 = 3,
    Tanh = 4,
    SignBit = 5,
}
