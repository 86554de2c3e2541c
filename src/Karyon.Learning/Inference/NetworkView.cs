using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Slides;

namespace Karyon.Learning.Inference;

/// <summary>
/// A slide as the network sees it: the scanned window at the network's pixel size. Knows which level to read, how to resample it, and where
/// masks lie in level-0 pixels.
/// </summary>
internal sealed class NetworkView
{
    /// <summary>Up to this relative difference of pixel sizes the image is taken as it is.</summary>
    public const double Tolerance = 0.02;

    /// <summary>Looks at a slide.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="slideMicrons">Side of its level-0 pixels, µm.</param>
    /// <param name="networkMicrons">Side of the pixels that the network was trained on, µm.</param>
    public NetworkView(ISlide slide, double slideMicrons, double networkMicrons)
    {
        Slide = slide;
        Bounds = slide.Bounds;
        var scale = networkMicrons / slideMicrons;
        if (Math.Abs(scale - 1) <= Tolerance) scale = 1;
        Width = Scaled(Bounds.Width, scale);
        Height = Scaled(Bounds.Height, scale);
        Level = CoarsestWithin(slide.Levels, scale * (1 + Tolerance));
        var downsample = slide.Levels[Level].Downsample;
        // A level is a scan of the same window, so it has the same share of the columns and rows.
        LevelBounds = Level == 0 ? Bounds : new Rect(
            (int)Math.Round(Bounds.X / downsample), (int)Math.Round(Bounds.Y / downsample), Scaled(Bounds.Width, downsample), Scaled(Bounds.Height, downsample));
        AxisX = new ResamplingAxis(Math.Max(1, LevelBounds.Width), Width);
        AxisY = new ResamplingAxis(Math.Max(1, LevelBounds.Height), Height);
    }

    /// <summary>The slide.</summary>
    public ISlide Slide { get; }

    /// <summary>The scanned window, level-0 px.</summary>
    public Rect Bounds { get; }

    /// <summary>Columns at the network's pixel size; 0 where the window is empty.</summary>
    public int Width { get; }

    /// <summary>Rows at the network's pixel size; 0 where the window is empty.</summary>
    public int Height { get; }

    /// <summary>The level that is read: the coarsest that is no coarser than the network's pixels.</summary>
    public int Level { get; }

    /// <summary>The scanned window, px of that level.</summary>
    public Rect LevelBounds { get; }

    /// <summary>From the level's columns to the network's.</summary>
    public ResamplingAxis AxisX { get; }

    /// <summary>From the level's rows to the network's.</summary>
    public ResamplingAxis AxisY { get; }

    /// <summary>Whether level pixels are the network's.</summary>
    public bool IsUnscaled => LevelBounds.Width == Width && LevelBounds.Height == Height;

    /// <summary>
    /// A mask in level-0 pixels: those whose centre lies in a pixel of the mask. Masks that share no pixel share none afterwards; one that
    /// holds no centre is lost.
    /// </summary>
    /// <returns>The mask, or null where nothing is left.</returns>
    public PixelMask? ToLevelZero(PixelMask mask)
    {
        if (Width == Bounds.Width && Height == Bounds.Height) return Bounds is { X: 0, Y: 0 } ? mask : mask.Offset(Bounds.X, Bounds.Y);
        var rows = new List<Run>();
        var runs = mask.Runs;
        for (var start = 0; start < runs.Length;)
        {
            var end = start + 1;
            while (end < runs.Length && runs[end].Row == runs[start].Row) end++;
            int top = Edge(runs[start].Row, Bounds.Height, Height), bottom = Edge(runs[start].Row + 1, Bounds.Height, Height);
            for (var row = top; row < bottom; row++)
            {
                foreach (var run in runs[start..end])
                {
                    int left = Edge(run.Start, Bounds.Width, Width), right = Edge(run.End, Bounds.Width, Width);
                    if (left < right) rows.Add(new Run(Bounds.Y + row, Bounds.X + left, Bounds.X + right));
                }
            }
            start = end;
        }
        return rows.Count == 0 ? null : new PixelMask(rows);
    }

    /// <summary>The first level-0 pixel whose centre lies at or behind an edge between network pixels.</summary>
    private static int Edge(int position, int sourceLength, int networkLength) =>
        (int)Math.Ceiling((double)position * sourceLength / networkLength - 0.5);

    private static int Scaled(int length, double scale) => length <= 0 ? 0 : Math.Max(1, (int)Math.Round(length / scale));

    private static int CoarsestWithin(IReadOnlyList<SlideLevel> levels, double scale)
    {
        var best = 0;
        for (var level = 1; level < levels.Count; level++)
            if (levels[level].Downsample <= scale && levels[level].Downsample > levels[best].Downsample) best = level;
        return best;
    }
}
