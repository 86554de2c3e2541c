namespace Karyon.Learning.Training.Augmentation;

/// <summary>
/// How training samples vary. The default is <see cref="Strong"/>: few labels must stand for many scanners and stains, and without augmentation
/// CellViT-256 loses 8 points of mPQ on PanNuke. Stains vary as in Tellez et al. (2018, 2019), but wider: the density of stains differs by a factor of
/// three between published sets, and frozen sections are darker still. The rest is what scanners do.
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>Magnification of the nuclei; 1 keeps their size at the network's pixel size.</summary>
    public Jitter Zoom { get; init; } = new(0.75, 0.75, 1.35);

    /// <summary>Whether samples are mirrored and transposed, each of the eight ways as often.</summary>
    public bool Flips { get; init; } = true;

    /// <summary>How far each component of the two stains' unit vectors moves at most; the amplitude is drawn, then each component.</summary>
    public Jitter StainMatrix { get; init; } = new(0.6, 0.01, 0.15);

    /// <summary>Factor of each stain's amount, drawn for each stain.</summary>
    public Jitter StainScale { get; init; } = new(0.8, 0.5, 2.4);

    /// <summary>Optical density added to each stain's amount, drawn for each stain.</summary>
    public Jitter StainShift { get; init; } = new(0.7, -0.06, 0.06);

    /// <summary>Quality of a JPEG that the sample is passed through, 1 to 100; chroma is halved.</summary>
    public Jitter JpegQuality { get; init; } = new(0.1, 40, 90);

    /// <summary>Exponent of the intensities.</summary>
    public Jitter Gamma { get; init; } = new(0.5, 0.65, 1.5);

    /// <summary>Factor of the distance from mid grey.</summary>
    public Jitter Contrast { get; init; } = new(0.7, 0.7, 1.4);

    /// <summary>Levels of 255 added.</summary>
    public Jitter Brightness { get; init; } = new(0.7, -35, 35);

    /// <summary>Factor of each colour channel, drawn for each: the white balance, and with it the hue.</summary>
    public Jitter ChannelGain { get; init; } = new(0.4, 0.92, 1.08);

    /// <summary>Factor of the distance from the pixel's own grey.</summary>
    public Jitter Saturation { get; init; } = new(0.5, 0.5, 1.6);

    /// <summary>Standard deviation of a Gaussian blur, px.</summary>
    public Jitter Blur { get; init; } = new(0.3, 0.3, 1.5);

    /// <summary>Amount of an unsharp mask (standard deviation 1 px) on samples that are not blurred.</summary>
    public Jitter Sharpen { get; init; } = new(0.2, 0.3, 1.5);

    /// <summary>Standard deviation of noise, levels of 255, independent in each pixel and channel.</summary>
    public Jitter Noise { get; init; } = new(0.25, 1, 7);

    /// <summary>The default.</summary>
    public static AugmentationOptions Strong { get; } = new();

    /// <summary>What the baseline does: flips, scale, stain amounts, brightness and contrast, blur.</summary>
    public static AugmentationOptions Moderate { get; } = None() with
    {
        Zoom = new(0.6, 0.75, 1.35),
        Flips = true,
        StainScale = new(1, 0.7, 1.3),
        StainShift = new(1, -0.06, 0.06),
        Contrast = new(1, 0.8, 1.2),
        Brightness = new(1, -20, 20),
        Blur = new(0.3, 0.3, 1.5),
    };

    /// <summary>Nothing varies but the window's place.</summary>
    public static AugmentationOptions Off { get; } = None();

    private static AugmentationOptions None() => new()
    {
        Zoom = default, Flips = false, StainMatrix = default, StainScale = default, StainShift = default, JpegQuality = default, Gamma = default,
        Contrast = default, Brightness = default, ChannelGain = default, Saturation = default, Blur = default, Sharpen = default, Noise = default,
    };
}
