namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>Operators that are understood (<c>BuiltinOperator</c> of the schema, version 3).</summary>
internal enum TfLiteOperatorKind
{
    Add = 0,
    AveragePool2d = 1,
    Conv2d = 3,
    DepthwiseConv2d = 4,
    FullyConnected = 9,
    Reshape = 22,
    Softmax = 25,
}
