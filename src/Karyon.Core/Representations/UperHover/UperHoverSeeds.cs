using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.UperHover;

/// <summary>
/// The seeds of UperHover's watershed: in each blob the pixels farthest from the background, thinned. Of pixels that are the maximum of their window the
/// farthest comes first, ties in raster order, and rules out those of its blob that are too near. O(pixels), and a window per ridge pixel.
/// </summary>
internal static class UperHoverSeeds
{
    /// <summary>Finds seeds, in raster order.</summary>
    /// <param name="squared">Squared distance to the background, px².</param>
    /// <param name="blobs">Component of each pixel; blobs do not see each other.</param>
    /// <param name="distance">Half the side of the window, and the least distance between seeds (Chebyshev), px.</param>
    public static List<int> Find(Raster<int> squared, LabelMap blobs, int distance)
    {
        var candidates = new Raster<byte>(squared.Width, squared.Height);
        var order = new List<long>();
        for (var at = 0; at < candidates.Pixels.Length; at++)
        {
            // Next neighbours rule out all but the ridges.
            if (blobs.Pixels[at] == 0 || !IsMaximum(squared, blobs, at, 1) || !IsMaximum(squared, blobs, at, distance)) continue;
            candidates.Pixels[at] = 1;
            order.Add(((long)(int.MaxValue - squared.Pixels[at]) << 32) | (uint)at);
        }
        order.Sort();
        var seeds = new List<int>();
        foreach (var key in order)
        {
            var at = (int)(uint)key;
            if (candidates.Pixels[at] == 0) continue;
            seeds.Add(at);
            foreach (var near in Window(squared, at, distance - 1))
                for (var i = near.From; i < near.To; i++)
                    if (blobs.Pixels[i] == blobs.Pixels[at]) candidates.Pixels[i] = 0;
        }
        seeds.Sort();
        return seeds;
    }

    private static bool IsMaximum(Raster<int> squared, LabelMap blobs, int at, int reach)
    {
        var (row, column) = Math.DivRem(at, squared.Width);
        int left = Math.Max(0, column - reach), right = Math.Min(squared.Width - 1, column + reach);
        for (var r = Math.Max(0, row - reach); r <= Math.Min(squared.Height - 1, row + reach); r++)
            for (int i = r * squared.Width + left, end = r * squared.Width + right; i <= end; i++)
                if (squared.Pixels[i] > squared.Pixels[at] && blobs.Pixels[i] == blobs.Pixels[at]) return false;
        return true;
    }

    private static IEnumerable<(int From, int To)> Window(Raster<int> squared, int at, int reach)
    {
        var (row, column) = Math.DivRem(at, squared.Width);
        int left = Math.Max(0, column - reach), right = Math.Min(squared.Width - 1, column + reach);
        for (var r = Math.Max(0, row - reach); r <= Math.Min(squared.Height - 1, row + reach); r++)
            yield return (r * squared.Width + left, r * squared.Width + right + 1);
    }
}
