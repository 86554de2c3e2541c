using Karyon.Core.Filters;
using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>
/// The working memory of one <see cref="HoverDecoder"/> call, kept from call to call: it grows to the largest map seen
/// (about 30 bytes per px; with published normalisation 40 to 67, the more the more of the map is nuclei). One thread at a time.
/// </summary>
public sealed class HoverWorkspace
{
    internal BitRaster Blobs { get; } = new(0, 0);

    internal BitRaster Markers { get; } = new(0, 0);

    internal BitRaster Scratch { get; } = new(0, 0);

    internal RunTable BlobRuns { get; } = new();

    internal RunTable MarkerRuns { get; } = new();

    internal WatershedFlood Flood { get; } = new();

    internal InstanceScan Instances { get; } = new();

    internal SobelRing Horizontal { get; } = new(0, 0, alongX: true);

    internal SobelRing Vertical { get; } = new(0, 0, alongX: false);

    /// <summary>1 less the border signal inside the blobs, 0 elsewhere, in a frame of one pixel.</summary>
    internal double[] Energy { get; private set; } = [];

    /// <summary>Rows of Sobel responses; the whole map with published normalisation.</summary>
    internal double[] ResponsesX { get; private set; } = [];

    internal double[] ResponsesY { get; private set; } = [];

    internal int[] NewIds { get; private set; } = [];

    internal int[] RunOrder { get; private set; } = [];

    internal void Reshape(int width, int height, bool wholeResponses)
    {
        Blobs.Reshape(width, height);
        Markers.Reshape(width, height);
        Horizontal.Reshape(width, height);
        Vertical.Reshape(width, height);
        var framed = checked((width + 2) * (height + 2));
        if (Energy.Length < framed) Energy = new double[framed];
        var responses = wholeResponses ? width * height : width;
        if (ResponsesX.Length >= responses) return;
        ResponsesX = new double[responses];
        ResponsesY = new double[responses];
    }

    internal void ReserveIds(int highest)
    {
        if (NewIds.Length <= highest) NewIds = new int[2 * highest + 16];
    }

    internal void ReserveRuns(int count)
    {
        if (RunOrder.Length < count) RunOrder = new int[2 * count];
    }
}
