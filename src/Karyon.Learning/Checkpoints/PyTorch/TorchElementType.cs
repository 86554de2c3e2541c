namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>Number formats of PyTorch's storages.</summary>
internal enum TorchElementType
{
    Float32,
    Float64,
    Float16,
    BFloat16,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt8,
    Bool,
}
