namespace Karyon.Tensors.Kernels;

/// <summary>A kernel window over an image: its size, steps, spacing and where it starts (padding above and to the left).</summary>
internal readonly record struct Window(int Rows, int Columns, int RowStride, int ColumnStride, int RowDilation, int ColumnDilation, int Top, int Left)
{
    /// <summary>A square window with the same steps both ways.</summary>
    public static Window Square(int size, int stride, int padding, int dilation = 1) =>
        new(size, size, stride, stride, dilation, dilation, padding, padding);

    /// <summary>Rows that a window over <paramref name="height"/> rows gives when it pads <see cref="Top"/> rows above and below.</summary>
    public int OutputRows(int height) => (height + 2 * Top - RowDilation * (Rows - 1) - 1) / RowStride + 1;

    /// <summary>Columns that a window over <paramref name="width"/> columns gives when it pads <see cref="Left"/> columns on both sides.</summary>
    public int OutputColumns(int width) => (width + 2 * Left - ColumnDilation * (Columns - 1) - 1) / ColumnStride + 1;
}
