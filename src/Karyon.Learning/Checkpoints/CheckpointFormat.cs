namespace Karyon.Learning.Checkpoints;

/// <summary>Kinds of weight files that are told apart by their content.</summary>
internal enum CheckpointFormat
{
    /// <summary>Header length, JSON header, raw data.</summary>
    Safetensors,

    /// <summary>A JSON index of several safetensors files.</summary>
    SafetensorsIndex,

    /// <summary>TensorFlow Lite: FlatBuffers with identifier TFL3.</summary>
    TfLite,

    /// <summary>What <c>torch.save</c> writes: a zip archive, or pickles and raw data one after another.</summary>
    PyTorch,
}
