using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Representations.UperHover;

namespace Karyon.Learning.Tests.Inference;

/// <summary>
/// Images whose colours spell the HoVer maps of a known instance map, so that a predictor can read them off any tile: red below 178 is nucleus,
/// green and blue are the distances. Background is white.
/// </summary>
internal static class PaintedTissue
{
    private const int Zero = 125, One = 120;
    private static readonly Rgb White = new(255, 255, 255);

    /// <summary>Discs of 5 to 12 px radius on a jittered grid, some touching, cut by the image's borders.</summary>
    public static LabelMap Discs(int width, int height, int seed, int pitch = 24)
    {
        var random = new Random(seed);
        var labels = new LabelMap(width, height);
        var id = 0;
        for (var y = 0; y <= height; y += pitch)
            for (var x = 0; x <= width; x += pitch)
                Disc(labels, ++id, x + random.Next(-5, 6), y + random.Next(-5, 6), random.Next(5, 13));
        return labels;
    }

    /// <summary>Draws a disc over background only.</summary>
    public static void Disc(LabelMap labels, int id, int centreX, int centreY, int radius)
    {
        for (var y = Math.Max(0, centreY - radius); y <= Math.Min(labels.Height - 1, centreY + radius); y++)
            for (var x = Math.Max(0, centreX - radius); x <= Math.Min(labels.Width - 1, centreX + radius); x++)
                if ((x - centreX) * (x - centreX) + (y - centreY) * (y - centreY) <= radius * radius && labels[y, x] == 0) labels[y, x] = id;
    }

    public static Raster<Rgb> Paint(LabelMap labels)
    {
        var targets = HoverTargets.Encode(labels);
        var image = new Raster<Rgb>(labels.Width, labels.Height);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = targets.Nuclei.Pixels[i] == 0
                ? White
                : new Rgb(100, Spell(targets.Horizontal.Pixels[i]), Spell(targets.Vertical.Pixels[i]));
        return image;
    }

    public static (float Probability, float Horizontal, float Vertical) Read(Rgb pixel) =>
        pixel.R < 178 ? (1f, (pixel.G - Zero) / (float)One, (pixel.B - Zero) / (float)One) : (0f, 0f, 0f);

    /// <summary>What one decoding of the whole image, without tiles and windows, finds.</summary>
    public static IReadOnlyList<Nucleus> DecodeWhole(Raster<Rgb> image)
    {
        int count = image.Pixels.Length;
        float[] p = new float[count], h = new float[count], v = new float[count];
        for (var i = 0; i < count; i++) (p[i], h[i], v[i]) = Read(image.Pixels[i]);
        return new HoverDecoder().DecodeNuclei(new HoverMaps(image.Width, image.Height, image.Width, p, h, v), new HoverWorkspace());
    }

    /// <summary>As <see cref="DecodeWhole"/>, read as UperHover's maps of one class.</summary>
    public static IReadOnlyList<Nucleus> DecodeWholeAsUperHover(Raster<Rgb> image)
    {
        Raster<float> h = new(image.Width, image.Height), v = new(image.Width, image.Height);
        var classes = new Raster<byte>(image.Width, image.Height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            (var p, h.Pixels[i], v.Pixels[i]) = Read(image.Pixels[i]);
            classes.Pixels[i] = (byte)p;
        }
        return new UperHoverDecoder().Decode(new PixelMaps(image.Width, image.Height).With(HoverChannels.Horizontal, h).With(HoverChannels.Vertical, v).WithClasses(classes, 2)).Nuclei;
    }

    /// <summary>Masks as texts, sorted: equal for equal sets of nuclei.</summary>
    public static IReadOnlyList<string> Shapes(IEnumerable<Nucleus> nuclei) =>
        [.. nuclei.Select(nucleus => string.Join(' ', nucleus.Mask.Runs.ToArray().Select(run => $"{run.Row}:{run.Start}-{run.End}"))).Order(StringComparer.Ordinal)];

    private static byte Spell(float distance) => (byte)Math.Round(Zero + One * distance);
}
