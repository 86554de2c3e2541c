namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>An elementwise operation on arrays of any length; the output may be an input.</summary>
internal readonly unsafe struct FlatArguments
{
    /// <summary>Elements in a chunk of work: 256 KiB an operand.</summary>
    public const int ChunkElements = 65536;

    /// <summary>The first or only operand, x or a.</summary>
    public float* A { get; init; }

    /// <summary>The second operand.</summary>
    public float* B { get; init; }

    public float* Output { get; init; }

    public long Length { get; init; }

    /// <summary>s.</summary>
    public float Scale { get; init; }

    /// <summary>t.</summary>
    public float Shift { get; init; }
}
