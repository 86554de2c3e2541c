namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>Number formats of a TensorFlow Lite tensor (<c>TensorType</c> of its schema, version 3).</summary>
internal enum TfLiteElementType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    Text = 5,
    Boolean = 6,
    Int16 = 7,
    Complex64 = 8,
    Int8 = 9,
}
