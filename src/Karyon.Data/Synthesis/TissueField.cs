namespace Karyon.Data.Synthesis;

/// <summary>
/// The architecture of a tile as functions of the place in µm: where epithelium is, how the collagen runs, where lymphocytes
/// gather, and the cavities. Pure after construction; thread safe.
/// </summary>
internal sealed class TissueField
{
    /// <summary>How far beyond the tile cells and cavities are placed, so that the tile's borders cut them, µm.</summary>
    public const double Margin = 12;

    private readonly TissueKind _kind;
    private readonly GradientNoise _nest, _flow, _ripple, _crowd, _cleft;
    private readonly (double X, double Y) _across;
    private readonly double _nestScale, _nestOffset;

    /// <summary>Draws the architecture.</summary>
    public TissueField(SynthesisOptions options)
    {
        _kind = options.Tissue;
        Width = options.Width * options.MicronsPerPixel;
        Height = options.Height * options.MicronsPerPixel;
        var random = new CounterRandom(options.Seed, 1);
        _nest = new GradientNoise(random.Next());
        _flow = new GradientNoise(random.Next());
        _ripple = new GradientNoise(random.Next());
        _crowd = new GradientNoise(random.Next());
        _cleft = new GradientNoise(random.Next());
        _across = random.Direction();
        (_nestScale, _nestOffset) = _kind switch
        {
            TissueKind.SolidTumour => (70.0, 0.42),
            TissueKind.Glands => (44.0, 0.10),
            TissueKind.Stroma => (60.0, -0.75),
            TissueKind.LymphoidAggregate => (60.0, -0.9),
            _ => (60.0, 0.06),
        };
        Cavities = DrawCavities(ref random);
    }

    /// <summary>Width of the tile, µm.</summary>
    public double Width { get; }

    /// <summary>Height of the tile, µm.</summary>
    public double Height { get; }

    /// <summary>The holes in the stroma.</summary>
    public IReadOnlyList<Cavity> Cavities { get; }

    /// <summary>Signed depth inside the epithelium, roughly µm: above 0 inside a nest or gland, below 0 in the stroma.</summary>
    public double NestDepth(double x, double y) =>
        (_nest.Octaves(x / _nestScale, y / _nestScale, 3) + _nestOffset) * _nestScale * 0.62;

    /// <summary>Unit vector out of the stroma into the depth of the nest.</summary>
    public (double X, double Y) NestInward(double x, double y)
    {
        const double Step = 1.5;
        return Unit(NestDepth(x + Step, y) - NestDepth(x - Step, y), NestDepth(x, y + Step) - NestDepth(x, y - Step));
    }

    /// <summary>Depth in µm inside the lumen of a gland; below 0 outside.</summary>
    public double LumenDepth(double nestDepth) => _kind == TissueKind.Glands ? nestDepth - 11.5 : -100;

    /// <summary>Width in µm of the cleft that shrinkage opened between nest and stroma at a place; below 0 where there is none.</summary>
    public double CleftWidth(double x, double y) => 5 * (_cleft.Octaves(x / 38, y / 38, 2) - 0.12);

    /// <summary>
    /// Coordinates of the collagen, µm: <c>Across</c> is constant along a fibre, <c>Along</c> runs with it. Fibres bend around nests.
    /// </summary>
    public (double Across, double Along) Flow(double x, double y, double nestDepth)
    {
        var bundle = _flow.Octaves(x / 75, y / 75, 2);
        var ripple = _ripple.At(x / 14, y / 14);
        var across = x * _across.X + y * _across.Y + 24 * bundle + 2.2 * ripple - 0.9 * Math.Clamp(nestDepth, -25, 0);
        var along = y * _across.X - x * _across.Y + 18 * _flow.At(x / 60 + 40, y / 60);
        return (across, along);
    }

    /// <summary>Unit vector along the fibres.</summary>
    public (double X, double Y) FibreDirection(double x, double y)
    {
        const double Step = 1.5;
        double At(double px, double py) => Flow(px, py, NestDepth(px, py)).Across;
        var (gx, gy) = Unit(At(x + Step, y) - At(x - Step, y), At(x, y + Step) - At(x, y - Step));
        return (-gy, gx);
    }

    /// <summary>How crowded lymphocytes are at a place of the stroma, 0..1.</summary>
    public double Lymphocytes(double x, double y)
    {
        var field = _crowd.Octaves(x / 45, y / 45, 2);
        return _kind switch
        {
            TissueKind.LymphoidAggregate => Math.Clamp(0.75 + 0.9 * field, 0, 1),
            TissueKind.Stroma => Math.Clamp(1.6 * (field - 0.22), 0, 0.5),
            _ => Math.Clamp(2.2 * (field - 0.05), 0.02, 1),
        };
    }

    /// <summary>The least relative radius of a place over all cavities: below 1 inside one.</summary>
    public double CavityRho(double x, double y, out Cavity? nearest)
    {
        var least = 3.0;
        nearest = null;
        foreach (var cavity in Cavities)
        {
            var reach = cavity.Outline.Reach * 1.6;
            if (Math.Abs(x - cavity.Outline.X) > reach || Math.Abs(y - cavity.Outline.Y) > reach) continue;
            var rho = cavity.Outline.Rho(x, y);
            if (rho < least) (least, nearest) = (rho, cavity);
        }
        return least;
    }

    private static (double X, double Y) Unit(double x, double y)
    {
        var length = Math.Sqrt(x * x + y * y);
        return length < 1e-12 ? (1, 0) : (x / length, y / length);
    }

    private List<Cavity> DrawCavities(ref CounterRandom random)
    {
        var perMm2 = _kind switch { TissueKind.Stroma => 260.0, TissueKind.Mixed => 170, TissueKind.Glands => 90, TissueKind.LymphoidAggregate => 130, _ => 40 };
        var expected = (Width + 2 * Margin) * (Height + 2 * Margin) * 1e-6 * perMm2;
        var count = (int)(expected + random.Uniform());
        var cavities = new List<Cavity>();
        for (var i = 0; i < count; i++)
        {
            var own = new CounterRandom(random.Next(), 2);
            double x = own.Uniform(-Margin, Width + Margin), y = own.Uniform(-Margin, Height + Margin);
            var isVessel = own.Chance(_kind == TissueKind.Stroma ? 0.55 : 0.8);
            double half = isVessel ? own.Uniform(4.5, 13) : own.Uniform(10, 22), ratio = isVessel ? own.Uniform(0.35, 0.85) : own.Uniform(0.75, 0.95);
            if (NestDepth(x, y) > -half * 0.8) continue;
            var outline = new Blob { X = x, Y = y, Long = half, Short = half * ratio, Axis = FibreDirection(x, y) }.Roughened(ref own, 0.08);
            if (cavities.Exists(other => Distance(other.Outline, outline) < other.Outline.Reach + outline.Reach + 3)) continue;
            cavities.Add(new Cavity(outline, isVessel, isVessel ? DrawRedCells(outline, ref own) : []));
        }
        return cavities;
    }

    private static double Distance(Blob a, Blob b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    private static List<Blob> DrawRedCells(Blob outline, ref CounterRandom random)
    {
        var cells = new List<Blob>();
        var wanted = random.Chance(0.3) ? 0 : (int)(outline.Long * outline.Short / 9 * random.Uniform(0.3, 1.3));
        for (var attempt = 0; attempt < wanted * 6 && cells.Count < wanted; attempt++)
        {
            double x = outline.X + random.Uniform(-1, 1) * outline.Long, y = outline.Y + random.Uniform(-1, 1) * outline.Long;
            if (outline.Rho(x, y) > 0.78) continue;
            var cell = new Blob { X = x, Y = y, Long = random.Uniform(2.3, 3.0), Short = random.Uniform(1.7, 2.3), Axis = random.Direction() }.Roughened(ref random, 0.07);
            if (!cells.Exists(other => Distance(other, cell) < 3.6)) cells.Add(cell);
        }
        return cells;
    }
}
