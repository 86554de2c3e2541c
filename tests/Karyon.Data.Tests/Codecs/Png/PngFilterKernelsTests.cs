using Karyon.Data.Codecs.Png;
using Karyon.Data.Codecs.Png.Kernels;

namespace Karyon.Data.Tests.Codecs.Png;

public sealed class PngFilterKernelsTests
{
    private static readonly int[] Distances = [1, 2, 3, 4, 6, 8];

    [Fact]
    public void Kernels_give_the_bytes_of_their_scalar_twins_for_every_filter_distance_and_length()
    {
        var random = new Random(7);
        foreach (var distance in Distances)
            for (var pixels = 0; pixels < 70; pixels++)
                foreach (var filter in Enum.GetValues<PngFilter>())
                {
                    byte[] row = new byte[pixels * distance], above = new byte[row.Length];
                    random.NextBytes(row);
                    random.NextBytes(above);
                    byte[] applied = new byte[row.Length], expected = new byte[row.Length];
                    PngFilterKernels.Apply(filter, row, above, distance, applied);
                    PngFilterMath.Apply(filter, row, above, distance, expected);
                    Assert.Equal(expected, applied);
                    Assert.Equal(PngFilterMath.Weight(applied), PngFilterKernels.Weight(applied));
                    byte[] undone = [.. row], undoneExpected = [.. row];
                    PngFilterKernels.Undo(filter, undone, above, distance);
                    PngFilterMath.Undo(filter, undoneExpected, above, distance);
                    Assert.Equal(undoneExpected, undone);
                    PngFilterKernels.Undo(filter, applied, above, distance);
                    Assert.Equal(row, applied);
                }
    }

    [Fact]
    public void The_weight_of_a_long_row_of_extremes_does_not_overflow()
    {
        var row = new byte[1_000_003];
        row.AsSpan().Fill(128);
        Assert.Equal(128L * row.Length, PngFilterKernels.Weight(row));
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        // The check value of CRC-32/ISO-HDLC.
        Assert.Equal(0xCBF43926u, Crc32.Finish(Crc32.Append(Crc32.Start, "123456789"u8)));
        Assert.Equal(0xAE426082u, Crc32.Finish(Crc32.Append(Crc32.Start, "IEND"u8)));
    }
}
