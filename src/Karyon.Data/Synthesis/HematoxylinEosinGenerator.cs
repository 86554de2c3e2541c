using Karyon.Core.Rasters;

namespace Karyon.Data.Synthesis;

/// <summary>
/// Makes H&amp;E images with exact truth from a seed: tissue architecture, cells, stain by Beer-Lambert, point spread and sensor
/// noise. The same options give the same bytes on every machine. No network of this project is trained on its images.
/// </summary>
/// <param name="options">What to make.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
public sealed class HematoxylinEosinGenerator(SynthesisOptions options)
{
    private readonly SynthesisOptions _options = Valid(options);

    /// <summary>The image and its truth; O(pixels), about 1 s per megapixel.</summary>
    public SyntheticTile Generate()
    {
        var field = new TissueField(_options);
        var cells = CellPlacer.Place(_options, field);
        var canvas = new StainCanvas(_options.Width, _options.Height);
        var tissue = new TissuePainter(_options, field, cells);
        // Every pixel is a pure function of its place, so rows may be painted in any order by any number of threads.
        Parallel.For(0, _options.Height, row => tissue.PaintRow(canvas, row));
        var labels = PaintNuclei(cells, canvas, out var classes);
        return new SyntheticTile
        {
            Image = new Microscope(_options).Expose(canvas),
            Labels = labels,
            ClassIndices = classes,
            MicronsPerPixel = _options.MicronsPerPixel,
        };
    }

    /// <summary>The truth alone, equal to that of <see cref="Generate"/>, in a fraction of its time: for benchmarks of decoders.</summary>
    public LabelMap GenerateLabels() =>
        PaintNuclei(CellPlacer.Place(_options, new TissueField(_options)), canvas: null, out _);

    private LabelMap PaintNuclei(IReadOnlyList<PlacedCell> cells, StainCanvas? canvas, out IReadOnlyList<int> classes)
    {
        var labels = new LabelMap(_options.Width, _options.Height);
        var painter = new NucleusPainter(_options);
        for (var i = 0; i < cells.Count; i++)
            if (cells[i].Kind != NucleusKind.None) painter.Paint(canvas, labels, cells[i], i + 1);
        var smallest = Math.Max(1, (int)(1 / (_options.MicronsPerPixel * _options.MicronsPerPixel)));
        classes = [.. LabelCleaner.Clean(labels, smallest).Select(old => ClassOf(cells[old - 1].Kind))];
        return labels;
    }

    private static int ClassOf(NucleusKind kind) => kind switch { NucleusKind.Lymphocyte => 1, NucleusKind.Spindle => 2, _ => 0 };

    private static SynthesisOptions Valid(SynthesisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }
}
