namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Quantised coefficients of one component of a progressive image, and how far each is known.</summary>
internal sealed class CoefficientPlane(FrameComponent component)
{
    private readonly short[] _coefficients = new short[checked(component.PaddedBlocksAcross * component.PaddedBlocksDown * 64)];
    private readonly int _across = component.PaddedBlocksAcross;

    /// <summary>Per zigzag position the lowest bit that scans have given (0 for all), or -1 before the first.</summary>
    public int[] KnownTo { get; } = [.. Enumerable.Repeat(-1, 64)];

    /// <summary>A block's 64 coefficients, row-major.</summary>
    public Span<short> Block(int row, int column) => _coefficients.AsSpan((row * _across + column) * 64, 64);
}
