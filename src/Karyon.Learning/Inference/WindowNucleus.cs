using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>A nucleus that a window owns, in pixels of the network's resolution.</summary>
/// <param name="Mask">Its pixels.</param>
/// <param name="ClassIndex">Its class.</param>
/// <param name="Probability">See <see cref="Nucleus.Probability"/>.</param>
/// <param name="IsNearSeam">Whether pixels lie where neighbouring windows look as well.</param>
/// <param name="CrossesSeam">Whether pixels lie outside the window's core.</param>
/// <param name="IsCut">Whether it touches an end of the window that is no end of the image, so that there may be more of it.</param>
/// <param name="Seen">The window, px; of joined parts the smallest that holds their windows.</param>
internal sealed record WindowNucleus(
    PixelMask Mask, int ClassIndex, double Probability, bool IsNearSeam, bool CrossesSeam, bool IsCut, Rect Seen);
