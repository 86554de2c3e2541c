namespace Karyon.Tensors.Kernels.Vector.Heads;

/// <summary>Register tiles whose lanes are neighbouring pixels: the parts beside this file are generated.</summary>
internal static unsafe partial class HeadTiles<S, TV, TD>
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>Some outputs of a run of pixel vectors.</summary>
    /// <param name="outputs">1 to <see cref="HeadWeights.OutputsTogether"/>.</param>
    /// <param name="vectors">Vectors of pixels.</param>
    /// <param name="r">What they share.</param>
    /// <param name="first">The first pixel's place in the turned rows.</param>
    /// <param name="y">First pixel of the first output.</param>
    /// <param name="plane">From an output to the next.</param>
    public static void Run(int outputs, int vectors, HeadRow r, nint first, float* y, nint plane)
    {
        var most = S.Width == BlockedImage.Lanes ? 6 : 3;
        for (int done = 0, next; done < vectors; done += next)
        {
            next = Next(vectors - done, most);
            Tile(outputs, next, r, first + (nint)done * S.Width, y + (nint)done * S.Width, plane);
            r.AheadPixels = 0;
        }
    }

    private static int Next(int left, int most) => left >= most ? most : left >= 3 ? 3 : left;
}
