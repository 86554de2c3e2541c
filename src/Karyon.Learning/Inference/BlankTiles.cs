using System.Runtime.InteropServices;
using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// The rule that spares the network empty glass: a tile is blank if every sample of each of its pixels, context included, is at least
/// <see cref="LeastSample"/>. Its maps are background.
/// </summary>
internal static class BlankTiles
{
    /// <summary>No channel of a stained nucleus comes near this; slide glass of most scanners lies above it.</summary>
    public const byte LeastSample = 235;

    public static bool IsBlank(ReadOnlySpan<Rgb> pixels) =>
        !MemoryMarshal.AsBytes(pixels).ContainsAnyInRange((byte)0, (byte)(LeastSample - 1));
}
