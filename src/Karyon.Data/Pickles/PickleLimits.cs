namespace Karyon.Data.Pickles;

/// <summary>Bounds on what a pickle from outside may ask for. Every value costs an opcode, so opcodes bound memory too.</summary>
/// <param name="MaxBytes">Longest pickle, bytes.</param>
/// <param name="MaxOpcodes">Most opcodes; each makes at most one value of about a hundred bytes.</param>
/// <param name="MaxTextBytes">Longest text or byte string.</param>
public sealed record PickleLimits(long MaxBytes, int MaxOpcodes, long MaxTextBytes)
{
    /// <summary>Most values on the stack, and most in the memo.</summary>
    public const int MaxDepth = 1 << 21;

    /// <summary>Longest integer, bytes.</summary>
    public const int MaxIntegerBytes = 255;

    /// <summary>A PyTorch file's own pickles: names and shapes of thousands of tensors, not their elements.</summary>
    public static PickleLimits Checkpoint { get; } = new(256L << 20, 1 << 22, 1L << 20);

    /// <summary>Pickles that hold NumPy arrays with their elements.</summary>
    public static PickleLimits Arrays { get; } = new(1L << 30, 1 << 26, 1L << 28);
}
