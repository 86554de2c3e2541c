using System.Buffers;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>
/// Decoded samples of one component, before upsampling. Holds all rows, or the last few MCU rows in a ring: a row stands at its number
/// modulo <see cref="Rows"/>. Uses a pooled buffer; disposing returns it.
/// </summary>
internal sealed class SamplePlane : IDisposable
{
    private byte[] _samples;

    public SamplePlane(int stride, int rows)
    {
        (Stride, Rows) = (stride, rows);
        _samples = ArrayPool<byte>.Shared.Rent(checked(stride * rows));
    }

    /// <summary>Bytes from one row to the next; a multiple of 8.</summary>
    public int Stride { get; }

    /// <summary>Rows that are held; a multiple of 8.</summary>
    public int Rows { get; }

    /// <summary>The first samples of a row.</summary>
    public ReadOnlySpan<byte> Row(int row, int width) => _samples.AsSpan(row % Rows * Stride, width);

    /// <summary>The samples from the top left of a block on, rows <see cref="Stride"/> apart.</summary>
    public Span<byte> Block(int blockRow, int blockColumn) => _samples.AsSpan(blockRow * 8 % Rows * Stride + blockColumn * 8);

    /// <summary>Returns the buffer.</summary>
    public void Dispose()
    {
        if (_samples.Length > 0) ArrayPool<byte>.Shared.Return(_samples);
        _samples = [];
    }
}
