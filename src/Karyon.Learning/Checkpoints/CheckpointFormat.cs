namespace Karyon.Learning.Checkpoints;

/// <summary>Kinds of weight files that are told apart by their content.</summary>
internal enum CheckpointFormat
{
    /// <summary>Header length, JSON header, raw data.</summary>
    Safetensors,

    /// <summary>TensorFlow Lite: FlatBuffers with identifier TFL3.</summary>
    TfLite,
}
