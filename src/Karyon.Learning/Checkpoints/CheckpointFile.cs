using Karyon.Learning.Checkpoints.PyTorch;
using Karyon.Learning.Checkpoints.Safetensors;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>Opens weight files of any format with named tensors: PyTorch (both formats), safetensors, and safetensors in several files with an index.</summary>
public static class CheckpointFile
{
    /// <summary>Opens a file, recognised by its content. Nothing of it is executed, and no tensor is read yet.</summary>
    /// <param name="path">The file; of a checkpoint in several files the index, <c>model.safetensors.index.json</c>.</param>
    /// <returns>The checkpoint, which the caller disposes.</returns>
    /// <exception cref="InvalidTensorFileException">The file is damaged, would run code, or is of a format that is not read; one line says which.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ICheckpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CheckpointSignature.Detect(path) switch
        {
            CheckpointFormat.PyTorch => PyTorchCheckpoint.Open(path),
            CheckpointFormat.SafetensorsIndex => SafetensorsCheckpoint.OpenIndex(path),
            CheckpointFormat.Safetensors => SafetensorsCheckpoint.Open(path),
            _ => throw new InvalidTensorFileException($"{path}: a TensorFlow Lite model has no names to rely on; convert it with 'karyon convert' first"),
        };
    }
}
