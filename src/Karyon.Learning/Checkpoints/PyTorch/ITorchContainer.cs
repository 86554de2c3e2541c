using Karyon.Data.Codecs;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>Where a file of one of PyTorch's two formats keeps its storages.</summary>
internal interface ITorchContainer
{
    /// <summary>What was saved.</summary>
    TorchPickle Pickle { get; }

    /// <summary>The bytes of a storage: where they are, and the first one. The file keeps the source open.</summary>
    (IByteSource Source, long Offset) Locate(TorchStorage storage);
}
