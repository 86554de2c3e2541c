namespace Karyon.Learning.Models;

/// <summary>The sizes in which HoVer-Net's two published forms differ.</summary>
/// <param name="Name"><c>fast</c> or <c>original</c>.</param>
/// <param name="Kernel">Kernel of the decoder's valid convolutions, px.</param>
/// <param name="StemPadding">Zeros around the image before the first convolution, px.</param>
/// <param name="FineCrop">Rows and columns cut off the features at stride 1 before they join the decoder.</param>
/// <param name="CoarseCrop">The same at stride 2.</param>
/// <param name="Margin">Input less output, px.</param>
public sealed record HoverNetVariant(string Name, int Kernel, int StemPadding, int FineCrop, int CoarseCrop, int Margin)
{
    /// <summary>256 px in, 164 px out: PanNuke, MoNuSAC.</summary>
    public static HoverNetVariant Fast { get; } = new("fast", 3, 3, 92, 36, 92);

    /// <summary>270 px in, 80 px out: CoNSeP, Kumar, CPM17.</summary>
    public static HoverNetVariant Original { get; } = new("original", 5, 0, 184, 72, 190) { SidePx = 270 };

    /// <summary>Side of the images that the repository trains and infers on, px.</summary>
    public int SidePx { get; private init; } = 256;

    /// <summary>Its name among architectures.</summary>
    public string Architecture => $"hovernet-{Name}";

    /// <summary>The form that an architecture's name stands for; null: none.</summary>
    public static HoverNetVariant? Named(string architecture) => architecture == Fast.Architecture ? Fast : architecture == Original.Architecture ? Original : null;

    /// <summary>What an input's sides must be above a multiple of <see cref="HoverNet.Stride"/>, px: what the first convolution takes.</summary>
    public int Remainder => 6 - 2 * StemPadding;

    /// <summary>Whether a side can be taken.</summary>
    public bool Accepts(int side) => side > Margin && (side - Remainder) % HoverNet.Stride == 0;

    /// <summary>The next larger side that can be taken.</summary>
    public int NextSide(int side) => (Math.Max(side, Margin + 1) - Remainder + HoverNet.Stride - 1) / HoverNet.Stride * HoverNet.Stride + Remainder;
}
