namespace Karyon.Data.Codecs.Png;

/// <summary>The row filters as the specification writes them, byte by byte: the twin that <see cref="Kernels.PngFilterKernels"/> is held to.</summary>
internal static class PngFilterMath
{
    /// <summary>Undoes a filter in place.</summary>
    /// <param name="filter">The filter of this row.</param>
    /// <param name="row">Filtered bytes on entry, plain ones on return.</param>
    /// <param name="above">The plain row above, of the same length; zeros for the first row.</param>
    /// <param name="distance">Bytes from a byte to the one on its left.</param>
    public static void Undo(PngFilter filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= distance ? row[i - distance] : 0, aboveLeft = i >= distance ? above[i - distance] : 0;
            row[i] += Prediction(filter, left, above[i], aboveLeft);
        }
    }

    /// <summary>Applies a filter.</summary>
    /// <param name="filter">The filter for this row.</param>
    /// <param name="row">Plain bytes.</param>
    /// <param name="above">The plain row above, of the same length; zeros for the first row.</param>
    /// <param name="distance">Bytes from a byte to the one on its left.</param>
    /// <param name="filtered">Receives the filtered bytes.</param>
    public static void Apply(PngFilter filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= distance ? row[i - distance] : 0, aboveLeft = i >= distance ? above[i - distance] : 0;
            filtered[i] = (byte)(row[i] - Prediction(filter, left, above[i], aboveLeft));
        }
    }

    /// <summary>How far filtered bytes, read as signed ones, are from zero: the sum that the filter heuristic compares.</summary>
    public static long Weight(ReadOnlySpan<byte> filtered)
    {
        long sum = 0;
        foreach (var value in filtered) sum += Math.Abs((int)(sbyte)value);
        return sum;
    }

    private static byte Prediction(PngFilter filter, int left, int above, int aboveLeft) => filter switch
    {
        PngFilter.None => 0,
        PngFilter.Sub => (byte)left,
        PngFilter.Up => (byte)above,
        PngFilter.Average => (byte)((left + above) >> 1),
        _ => Paeth(left, above, aboveLeft),
    };

    private static byte Paeth(int left, int above, int aboveLeft)
    {
        var guess = left + above - aboveLeft;
        int toLeft = Math.Abs(guess - left), toAbove = Math.Abs(guess - above), toAboveLeft = Math.Abs(guess - aboveLeft);
        return (byte)(toLeft <= toAbove && toLeft <= toAboveLeft ? left : toAbove <= toAboveLeft ? above : aboveLeft);
    }
}
