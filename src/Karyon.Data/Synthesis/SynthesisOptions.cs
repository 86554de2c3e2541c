namespace Karyon.Data.Synthesis;

/// <summary>What the generator shall make. Equal options give equal bytes on every machine.</summary>
public sealed record SynthesisOptions
{
    /// <summary>Columns of the tile, px; 1 or more.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Rows of the tile, px; 1 or more.</summary>
    public int Height { get; init; } = 512;

    /// <summary>Seed of everything that is random: tissue, nuclei, stain, noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Pixel size, µm per pixel, 0.05..2.</summary>
    public double MicronsPerPixel { get; init; } = 0.25;

    /// <summary>What the tile shows.</summary>
    public TissueKind Tissue { get; init; } = TissueKind.Mixed;

    /// <summary>
    /// Most nuclei per mm² of tile, or null for as many as the tissue holds (crowding: some 2,000 in stroma to 12,000 in a
    /// lymphoid aggregate). The lower of both is reached; 0 gives a tile without nuclei.
    /// </summary>
    public double? NucleiPerMm2 { get; init; }

    /// <summary>Refuses options outside their range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the pixel size or the density is out of range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Height, 1);
        if (MicronsPerPixel is not (>= 0.05 and <= 2))
            throw new ArgumentOutOfRangeException(nameof(MicronsPerPixel), MicronsPerPixel, "the pixel size must be 0.05 to 2 µm");
        if (NucleiPerMm2 is { } density && !(density >= 0))
            throw new ArgumentOutOfRangeException(nameof(NucleiPerMm2), density, "a density is 0 or more");
    }
}
