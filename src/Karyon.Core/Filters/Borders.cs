namespace Karyon.Core.Filters;

/// <summary>Where a filter looks for a pixel outside of the image.</summary>
public static class Borders
{
    /// <summary>
    /// Mirrors about the edge pixel, which is not repeated (<c>dcb|abcd|cba</c>), as often as needed: OpenCV's default.
    /// An axis of length 1 always gives 0.
    /// </summary>
    /// <param name="index">Any index.</param>
    /// <param name="length">Length of the axis, 1 or more.</param>
    public static int Reflect101(int index, int length)
    {
        if (length == 1) return 0;
        while ((uint)index >= (uint)length) index = index < 0 ? -index : 2 * (length - 1) - index;
        return index;
    }

    /// <summary>Mirrors about the edge, repeating the edge pixel (<c>cba|abc|cba</c>): SciPy's <c>reflect</c>.</summary>
    /// <param name="index">Any index.</param>
    /// <param name="length">Length of the axis, 1 or more.</param>
    public static int Reflect(int index, int length)
    {
        while ((uint)index >= (uint)length) index = index < 0 ? -1 - index : 2 * length - 1 - index;
        return index;
    }
}
