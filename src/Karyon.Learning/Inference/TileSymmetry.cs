namespace Karyon.Learning.Inference;

/// <summary>
/// A symmetry of the square: mirrors along x or y, then exchange of the axes. Pixels are moved, and the horizontal and vertical maps,
/// being components of a vector, change sign and places with them.
/// </summary>
/// <param name="FlipX">Left and right change places.</param>
/// <param name="FlipY">Top and bottom change places.</param>
/// <param name="Transpose">Rows become columns, after the mirrors.</param>
internal readonly record struct TileSymmetry(bool FlipX, bool FlipY, bool Transpose)
{
    /// <summary>The symmetries of a choice, identity first.</summary>
    public static TileSymmetry[] Of(TestTimeAugmentation augmentation) => augmentation switch
    {
        TestTimeAugmentation.None => [default],
        TestTimeAugmentation.Flips => [default, new(true, false, false), new(false, true, false), new(true, true, false)],
        TestTimeAugmentation.D4 =>
        [
            default, new(true, false, false), new(false, true, false), new(true, true, false),
            new(false, false, true), new(true, false, true), new(false, true, true), new(true, true, true),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(augmentation), augmentation, "there is no such augmentation"),
    };

    /// <summary>Moves the pixels of an image of <paramref name="width"/> columns; the result has as many rows where the axes are exchanged.</summary>
    public void Apply<T>(ReadOnlySpan<T> source, int width, int height, Span<T> target)
    {
        for (var y = 0; y < height; y++)
        {
            var row = source.Slice(y * width, width);
            var newY = FlipY ? height - 1 - y : y;
            for (var x = 0; x < width; x++)
            {
                var newX = FlipX ? width - 1 - x : x;
                target[Transpose ? newX * height + newY : newY * width + newX] = row[x];
            }
        }
    }

    /// <summary>Adds a moved plane, brought back, times a sign, to a sum of <paramref name="width"/> columns.</summary>
    public void AddRestored(ReadOnlySpan<float> moved, int width, int height, bool negate, Span<float> sum)
    {
        for (var y = 0; y < height; y++)
        {
            var row = sum.Slice(y * width, width);
            var newY = FlipY ? height - 1 - y : y;
            for (var x = 0; x < width; x++)
            {
                var newX = FlipX ? width - 1 - x : x;
                var value = moved[Transpose ? newX * height + newY : newY * width + newX];
                row[x] += negate ? -value : value;
            }
        }
    }
}
