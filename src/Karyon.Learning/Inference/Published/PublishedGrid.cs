using Karyon.Learning.Models;

namespace Karyon.Learning.Inference.Published;

/// <summary>
/// How a published tool cuts an image into windows of one size and joins their maps: a family of networks as data. Per axis there are
/// n = max(1, ceil((size - output) / step) + 1) windows.
/// </summary>
/// <remarks>
/// Two things of the originals are not followed, as they are faults of the libraries: NumPy mirrored sides of 5, 6 and 13 to 17 px wrongly under
/// hover_net's fast grid until 2024, and HoVer-UNet fails on images that are no larger than a window less its step; both get one well mirrored window here.
/// </remarks>
/// <param name="Name">The tool.</param>
/// <param name="InputPx">Side of the window that the network sees, px.</param>
/// <param name="OutputPx">Side of its maps, which lie in the window's middle, px.</param>
/// <param name="StepPx">From one window to the next, px; 1 to <paramref name="OutputPx"/>.</param>
/// <param name="IsCentred">Whether what the windows exceed the image by is split between both ends, the odd pixel first; else all of it is at the far end.</param>
public sealed record PublishedGrid(string Name, int InputPx, int OutputPx, int StepPx, bool IsCentred)
{
    /// <summary>Whose maps a pixel takes.</summary>
    public PublishedJoining Joining { get; init; }

    /// <summary>How distances are normalised before they are decoded: <c>published</c>, by the least and greatest value of the whole map; null: as they are.</summary>
    public string? Normalization => Joining == PublishedJoining.LastWindow ? "published" : null;

    /// <summary>The side of HoVer-UNet's windows, px.</summary>
    public const int StudentWindowPx = 256;

    /// <summary>The step that HoVer-UNet's <c>run_infer.py</c> takes unless told otherwise, px.</summary>
    public const int StudentStepPx = 192;

    /// <summary>hover_net's <c>infer/tile.py</c> with the network of PanNuke and MoNuSAC.</summary>
    public static PublishedGrid HoverNetFast { get; } = new("hover_net fast", 256, 164, 164, IsCentred: false);

    /// <summary>hover_net's <c>infer/tile.py</c> with the network of CoNSeP, Kumar and CPM17.</summary>
    public static PublishedGrid HoverNetOriginal { get; } = new("hover_net original", 270, 80, 80, IsCentred: false);

    /// <summary>HoVer-UNet's <c>inference/infer.py</c>.</summary>
    /// <param name="stepPx">From one window to the next, px; 1 to <see cref="StudentWindowPx"/>.</param>
    /// <exception cref="ArgumentException">The step is out of range.</exception>
    public static PublishedGrid HoverUNet(int stepPx = StudentStepPx) => stepPx is >= 1 and <= StudentWindowPx
        ? new("HoVer-UNet", StudentWindowPx, StudentWindowPx, stepPx, IsCentred: true)
        : throw new ArgumentException($"a step of {stepPx} px cannot be used; give 1 to {StudentWindowPx}, else pixels between windows have no maps");

    /// <summary>The windows of UNI2-UperHoVer's model card: of the trained size, stepping by half of it. No code of it is public; this is our reading.</summary>
    /// <param name="sidePx">Side of a window, px: 224 for UNI2-h.</param>
    public static PublishedGrid UperHover(int sidePx)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sidePx, 2);
        return new("UNI2-UperHoVer", sidePx, sidePx, sidePx / 2, IsCentred: false) { Joining = PublishedJoining.ForegroundFirst };
    }

    /// <summary>The grid of the tool that runs a network.</summary>
    /// <param name="network">What the network is.</param>
    /// <param name="stepPx">The step, where the tool leaves it open; null: the tool's default.</param>
    /// <exception cref="ArgumentException">No tool runs it, or a step is given that the tool does not leave open, or that is out of range.</exception>
    public static PublishedGrid For(NetworkDescription network, int? stepPx = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Architecture == NetworkDescription.UNetArchitecture) return HoverUNet(stepPx ?? StudentStepPx);
        var grid = network.Architecture == HoverNetVariant.Fast.Architecture ? HoverNetFast
            : network.Architecture == HoverNetVariant.Original.Architecture ? HoverNetOriginal
            : network is { Architecture: NetworkDescription.UperHoverArchitecture, UperHover: { } size } ? UperHover(size.Backbone.Side)
            : throw new ArgumentException($"no published tool is known for '{network.Architecture}'; there is one for {NetworkDescription.UNetArchitecture}, {HoverNetVariant.Fast.Architecture}, {HoverNetVariant.Original.Architecture} and {NetworkDescription.UperHoverArchitecture}");
        if (stepPx is not null && stepPx != grid.StepPx)
            throw new ArgumentException($"{grid.Name} always steps by {grid.StepPx} px; a step is for {NetworkDescription.UNetArchitecture}");
        return grid;
    }

    /// <summary>Windows along an axis, those that are never read included.</summary>
    /// <param name="size">Pixels of the image along it; 1 or more.</param>
    public int CountAlong(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return Math.Max(0, (size - OutputPx + StepPx - 1) / StepPx) + 1;
    }

    /// <summary>Pixels of the first window's maps that lie before the image.</summary>
    /// <param name="size">Pixels of the image along the axis; 1 or more.</param>
    public int LeadAlong(int size) => IsCentred ? ((CountAlong(size) - 1) * StepPx + OutputPx - size + 1) / 2 : 0;

    /// <summary>
    /// The windows along an axis whose maps are taken, first to last. With <see cref="PublishedJoining.LastWindow"/> each pixel has one, the last of them that reaches
    /// it; with <see cref="PublishedJoining.ForegroundFirst"/> all windows write all that they see of the image. With steps of half a window or less not all windows are taken: <c>unpatchify</c> of patchify 0.2.3, which HoVer-UNet uses,
    /// goes on with the last window that begins within the one before or where it ends. HoVer-UNet lets the network run on the others as well, to no effect.
    /// </summary>
    /// <param name="size">Pixels of the image along the axis; 1 or more.</param>
    public IReadOnlyList<PublishedWindow> Along(int size)
    {
        int last = CountAlong(size) - 1, lead = LeadAlong(size), stride = OutputPx / StepPx;
        if (Joining == PublishedJoining.ForegroundFirst)
            return [.. Enumerable.Range(0, last + 1).Select(index => new PublishedWindow(index * StepPx, index * StepPx, Math.Min(size, index * StepPx + OutputPx)))];
        var windows = new List<PublishedWindow>();
        for (var index = 0; ; index = Math.Min(index + stride, last))
        {
            int output = index * StepPx - lead, end = index == last ? output + OutputPx : Math.Min(index + stride, last) * StepPx - lead;
            windows.Add(new PublishedWindow(output, Math.Max(0, output), Math.Min(size, end)));
            if (index == last) return windows;
        }
    }
}
