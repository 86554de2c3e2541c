namespace Karyon.Data.Synthesis;

/// <summary>Puts cells into the tissue by dart throwing: epithelium, endothelium, lymphocytes, then spindles.</summary>
internal sealed class CellPlacer
{
    private const double LargestReach = 11;
    private readonly SynthesisOptions _options;
    private readonly TissueField _field;
    private readonly CellGrid _taken;
    private readonly List<PlacedCell> _cells = [];
    private readonly double _tumourSize, _tumourRoughness;
    private CounterRandom _random;

    private CellPlacer(SynthesisOptions options, TissueField field)
    {
        (_options, _field) = (options, field);
        _taken = new CellGrid(field, 8);
        _random = new CounterRandom(options.Seed, 3);
        _tumourSize = _random.Uniform(0.86, 1.16);
        _tumourRoughness = _random.Uniform(0.04, 0.08);
    }

    /// <summary>The cells of a tile, in the order in which they lie on one another.</summary>
    public static IReadOnlyList<PlacedCell> Place(SynthesisOptions options, TissueField field)
    {
        var placer = new CellPlacer(options, field);
        placer.PlaceEpithelium();
        placer.PlaceEndothelium();
        placer.PlaceLymphocytes();
        placer.PlaceSpindles();
        return placer.Thinned();
    }

    private double Area => (_field.Width + 2 * TissueField.Margin) * (_field.Height + 2 * TissueField.Margin);

    private void PlaceEpithelium()
    {
        var isGland = _options.Tissue == TissueKind.Glands;
        var attempts = (int)(Area * 0.22);
        for (var i = 0; i < attempts; i++)
        {
            var (x, y) = Somewhere();
            var depth = _field.NestDepth(x, y);
            if (depth < 2.2 || (isGland && depth > 8.5 && _field.LumenDepth(depth) > -6)) continue;
            if (_field.CavityRho(x, y, out _) < 1.1) continue;
            var kind = NucleusKind.Tumour;
            if (!isGland && _random.Chance(0.05)) kind = NucleusKind.None;
            else if (_random.Chance(0.006)) kind = NucleusKind.Mitosis;
            else if (_random.Chance(0.025)) kind = NucleusKind.Lymphocyte;
            var axis = isGland || (depth < 7 && _random.Chance(0.5)) ? Towards(_field.NestInward(x, y), isGland ? 0.25 : 0.5) : _random.Direction();
            var outline = kind switch
            {
                NucleusKind.None => new Blob { X = x, Y = y, Long = 3.6, Short = 3.2, Axis = axis },
                NucleusKind.Mitosis => Ellipse(x, y, axis, _random.Uniform(3.6, 4.8), _random.Uniform(1.5, 2.6), 0.10),
                NucleusKind.Lymphocyte => Ellipse(x, y, axis, _random.Normal(2.7, 0.2), _random.Normal(2.5, 0.15), 0.03),
                _ => TumourOutline(x, y, axis, isGland),
            };
            var spacing = _random.Chance(0.25) ? _random.Uniform(0.86, 1.0) : _random.Uniform(1.02, 1.25);
            Put(outline, kind, spacing, isEpithelial: true);
        }
    }

    private Blob TumourOutline(double x, double y, (double X, double Y) axis, bool isGland)
    {
        var size = _tumourSize * Math.Clamp(1 + 0.17 * _random.Normal(), 0.66, 1.55);
        var half = isGland ? 4.3 * size : 4.5 * size;
        var ratio = isGland ? _random.Uniform(0.48, 0.72) : _random.Uniform(0.62, 0.95);
        return Ellipse(x, y, axis, half, half * ratio, _tumourRoughness);
    }

    private void PlaceEndothelium()
    {
        foreach (var cavity in _field.Cavities)
        {
            var count = (int)(cavity.Outline.Long * (cavity.IsVessel ? 0.9 : 0.25));
            for (var i = 0; i < count; i++)
            {
                var (dx, dy) = _random.Direction();
                // On the outline itself: a few steps of the secant towards rho = 1 along the ray.
                double radius = cavity.Outline.RadiusTowards(dx, dy), target = cavity.IsVessel ? 1.0 : 1.04;
                for (var step = 0; step < 4; step++)
                    radius *= target / Math.Max(0.3, cavity.Outline.Rho(cavity.Outline.X + dx * radius, cavity.Outline.Y + dy * radius));
                radius += 0.9;
                double x = cavity.Outline.X + dx * radius, y = cavity.Outline.Y + dy * radius;
                const double Step = 0.4;
                double gx = cavity.Outline.Rho(x + Step, y) - cavity.Outline.Rho(x - Step, y), gy = cavity.Outline.Rho(x, y + Step) - cavity.Outline.Rho(x, y - Step);
                var length = Math.Sqrt(gx * gx + gy * gy);
                var outline = new Blob { X = x, Y = y, Long = _random.Uniform(3.6, 6), Short = _random.Uniform(1.1, 1.6), Axis = (-gy / length, gx / length), Taper = 0.45 };
                Put(outline.Roughened(ref _random, 0.04), NucleusKind.Spindle, 1.05, isEpithelial: false);
            }
        }
    }

    private void PlaceLymphocytes()
    {
        var attempts = (int)(Area * 0.08);
        for (var i = 0; i < attempts; i++)
        {
            var (x, y) = Somewhere();
            if (!_random.Chance(_field.Lymphocytes(x, y)) || !IsStroma(x, y, 2.5)) continue;
            var half = _random.Normal(2.85, 0.26);
            var outline = Ellipse(x, y, _random.Direction(), half, half * _random.Uniform(0.74, 1), 0.045);
            Put(outline, NucleusKind.Lymphocyte, _random.Chance(0.3) ? _random.Uniform(0.9, 1.0) : _random.Uniform(1.02, 1.4), isEpithelial: false);
        }
    }

    private void PlaceSpindles()
    {
        var attempts = (int)(Area * (_options.Tissue == TissueKind.Stroma ? 0.0045 : 0.007));
        for (var i = 0; i < attempts; i++)
        {
            var (x, y) = Somewhere();
            if (!IsStroma(x, y, 2.0)) continue;
            var plump = _random.Chance(0.3);
            var outline = new Blob
            {
                X = x,
                Y = y,
                Long = plump ? _random.Uniform(3.6, 5.4) : _random.Uniform(4.4, 8.2),
                Short = plump ? _random.Uniform(1.7, 2.4) : _random.Uniform(0.95, 1.65),
                Axis = Towards(_field.FibreDirection(x, y), 0.12),
                Bend = _random.Normal(0, 0.3),
                Taper = plump ? 0.15 : _random.Uniform(0.15, 0.5),
            };
            Put(outline.Roughened(ref _random, plump ? 0.08 : 0.10), NucleusKind.Spindle, _random.Uniform(1.0, 1.35), isEpithelial: false);
        }
    }

    private bool IsStroma(double x, double y, double clearance) =>
        _field.NestDepth(x, y) < -clearance && _field.CavityRho(x, y, out _) > 1.12;

    private (double X, double Y) Somewhere() =>
        (_random.Uniform(-TissueField.Margin, _field.Width + TissueField.Margin), _random.Uniform(-TissueField.Margin, _field.Height + TissueField.Margin));

    private Blob Ellipse(double x, double y, (double X, double Y) axis, double half, double otherHalf, double roughness) =>
        new Blob { X = x, Y = y, Long = half, Short = otherHalf, Axis = axis }.Roughened(ref _random, roughness);

    private (double X, double Y) Towards((double X, double Y) direction, double spread)
    {
        double x = direction.X + spread * _random.Normal() * 0.6, y = direction.Y + spread * _random.Normal() * 0.6;
        var length = Math.Sqrt(x * x + y * y);
        return length < 1e-9 ? direction : (x / length, y / length);
    }

    private void Put(Blob outline, NucleusKind kind, double spacing, bool isEpithelial)
    {
        if (!_taken.Fits(outline, spacing, LargestReach)) return;
        var cell = new PlacedCell(outline, kind, _random.Next(), isEpithelial);
        _taken.Add(cell);
        _cells.Add(cell);
    }

    /// <summary>Takes nuclei away until the wanted density holds; their cells stay, as cells cut beside their nucleus.</summary>
    private List<PlacedCell> Thinned()
    {
        if (_options.NucleiPerMm2 is not { } density) return _cells;
        bool IsInside(PlacedCell cell) =>
            cell.Kind != NucleusKind.None && cell.Outline.X >= 0 && cell.Outline.X < _field.Width && cell.Outline.Y >= 0 && cell.Outline.Y < _field.Height;
        var inside = _cells.Count(IsInside);
        var wanted = density * _field.Width * _field.Height * 1e-6;
        if (inside <= wanted) return _cells;
        // The same share goes inside and beyond the border, by the cells' own keys.
        var limit = (ulong)(wanted / inside * ulong.MaxValue);
        return [.. _cells.Select(cell => CounterRandom.Mix(cell.Key) <= limit && wanted > 0 ? cell : cell with { Kind = NucleusKind.None })];
    }
}
