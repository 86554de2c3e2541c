namespace Karyon.Data.Codecs.Png;

/// <summary>The interlacing of PNG: seven passes, each a coarser grid of the image (PNG specification, section 8.2).</summary>
internal static class Adam7
{
    /// <summary>The passes in the order of the file.</summary>
    public static IReadOnlyList<Pass> Passes { get; } =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    /// <summary>One pass: the pixels at columns X + i StepX, rows Y + j StepY.</summary>
    /// <param name="X">First column.</param>
    /// <param name="Y">First row.</param>
    /// <param name="StepX">Columns from one pixel to the next.</param>
    /// <param name="StepY">Rows from one row to the next.</param>
    internal readonly record struct Pass(int X, int Y, int StepX, int StepY)
    {
        /// <summary>Pixels in a row of the pass.</summary>
        public int Columns(int width) => (int)(((long)width - X + StepX - 1) / StepX);

        /// <summary>Rows of the pass.</summary>
        public int Rows(int height) => (int)(((long)height - Y + StepY - 1) / StepY);
    }
}
