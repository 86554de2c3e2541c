namespace Karyon.Tensors.Serialization;

/// <summary>Number formats of stored tensors.</summary>
public enum StoredType
{
    /// <summary>IEEE single precision.</summary>
    Float32,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>The upper half of a single.</summary>
    BFloat16,

    /// <summary>IEEE double precision; read only.</summary>
    Float64,

    /// <summary>64-bit integers (counters); read only.</summary>
    Int64,

    /// <summary>32-bit integers; read only.</summary>
    Int32,

    /// <summary>Bytes; read only.</summary>
    UInt8,
}

/// <summary>A tensor in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Number format.</param>
/// <param name="Shape">Shape.</param>
/// <param name="Offset">First byte, from the start of the data section.</param>
/// <param name="Length">Bytes.</param>
public sealed record TensorEntry(string Name, StoredType Type, Shape Shape, long Offset, long Length);
