namespace Karyon.Data.Synthesis;

/// <summary>Paints everything but the nuclei: collagen, cytoplasm with its borders, lumina, clefts, vessels with red cells.</summary>
internal sealed class TissuePainter
{
    private const double SquareSide = 9;
    private readonly SynthesisOptions _options;
    private readonly TissueField _field;
    private readonly CellGrid _epithelium;
    private readonly GradientNoise _coarse, _fine, _grain, _fibre, _smear;
    private readonly double _collagen, _looseness, _cytoplasm, _basophilia, _borderStrength, _granularity;

    /// <summary>Draws the tile's own style of tissue.</summary>
    public TissuePainter(SynthesisOptions options, TissueField field, IReadOnlyList<PlacedCell> cells)
    {
        (_options, _field) = (options, field);
        _epithelium = new CellGrid(field, SquareSide);
        foreach (var cell in cells.Where(cell => cell.IsEpithelial)) _epithelium.Add(cell);
        var random = new CounterRandom(options.Seed, 4);
        _coarse = new GradientNoise(random.Next());
        _fine = new GradientNoise(random.Next());
        _grain = new GradientNoise(random.Next());
        _fibre = new GradientNoise(random.Next());
        _smear = new GradientNoise(random.Next());
        _collagen = random.Uniform(0.20, 0.38);
        _looseness = options.Tissue == TissueKind.LymphoidAggregate ? 0.5 : random.Uniform(0.05, 0.4);
        _cytoplasm = random.Uniform(0.15, 0.32);
        _basophilia = random.Uniform(0.09, 0.24);
        _borderStrength = random.Uniform(0.6, 1.1) * (random.Chance(0.5) ? -0.17 : 0.15);
        _granularity = random.Uniform(1.1, 1.9);
    }

    /// <summary>Fills one row of the canvas.</summary>
    public void PaintRow(StainCanvas canvas, int row)
    {
        var mpp = _options.MicronsPerPixel;
        var y = (row + 0.5) * mpp;
        Span<float> hematoxylin = canvas.Hematoxylin.Row(row), eosin = canvas.Eosin.Row(row), blood = canvas.Blood.Row(row);
        for (var column = 0; column < hematoxylin.Length; column++)
        {
            var x = (column + 0.5) * mpp;
            // Borders between tissues are ragged at the scale of a micrometre.
            double jagX = 0.7 * _fine.At(x / 2.3, y / 2.3), jagY = 0.7 * _fine.At(x / 2.3 + 31, y / 2.3);
            var depth = _field.NestDepth(x + jagX, y + jagY);
            var inside = Smooth(depth / 0.8 + 0.5);
            double h = 0, e = 0;
            if (inside < 1) (h, e) = Stroma(x, y, depth);
            if (inside > 0)
            {
                var (cellH, cellE) = Cytoplasm(x, y, x + jagX, y + jagY);
                (h, e) = (h + (cellH - h) * inside, e + (cellE - e) * inside);
            }
            var glass = Glass(x, y, x + jagX, y + jagY, depth, out var red);
            hematoxylin[column] = (float)Math.Max(0, h * (1 - glass));
            eosin[column] = (float)Math.Max(0, e * (1 - glass));
            blood[column] = (float)red;
        }
    }

    private (double Hematoxylin, double Eosin) Stroma(double x, double y, double depth)
    {
        var (across, along) = _field.Flow(x, y, depth);
        // Short waves and breaks keep the fibres from running on like ink in water.
        across += 0.9 * _fine.At(x / 4.1 + 60, y / 4.1) + 0.35 * _fine.At(x / 1.6 + 80, y / 1.6);
        var bundle = _fibre.At(across / 8, along / 45);
        var strand = _fibre.At(across / 2.3 + 50, along / 19);
        var fibril = _fibre.At(across / 0.8 + 90, along / 5.5);
        var coarse = _coarse.At(x / 30, y / 30);
        var grain = _grain.At(x / 0.7, y / 0.7);
        var e = _collagen * (1 + 0.30 * coarse + 0.30 * bundle + 0.36 * strand + 0.42 * fibril + 0.26 * grain);
        // Slits between fibres show glass; ridges where two fibres cross the focus are darker.
        var slit = Math.Max(0, -0.60 * strand - 0.50 * bundle - 0.45 * fibril - 0.45 + 0.45 * _looseness + 0.25 * coarse);
        var ridge = Math.Max(0, 1 - 7 * Math.Abs(strand + 0.15 * fibril));
        e *= Math.Max(0.08, 1 - 1.9 * slit) * (1 + 0.25 * ridge);
        if (_looseness > 0.25) e *= Math.Max(0.1, 1 - 1.5 * _looseness * Math.Max(0, 0.35 + _coarse.Octaves(x / 6 + 70, y / 6, 2) - 0.3 * strand));
        var smear = Math.Max(0, _smear.Octaves(x / 16, y / 16, 2));
        var h = 0.035 + 0.16 * smear * (0.6 + 0.4 * fibril) + 0.015 * grain;
        return (h, e);
    }

    private (double Hematoxylin, double Eosin) Cytoplasm(double x, double y, double jagX, double jagY)
    {
        double first = 1e9, second = 1e9;
        PlacedCell? owner = null;
        int row = _epithelium.Row(jagY), column = _epithelium.Column(jagX);
        for (var r = row - 1; r <= row + 1; r++)
        {
            for (var c = column - 1; c <= column + 1; c++)
            {
                if (_epithelium.Square(r, c) is not { } square) continue;
                foreach (var cell in square)
                {
                    double dx = jagX - cell.Outline.X, dy = jagY - cell.Outline.Y;
                    var distance = Math.Sqrt(dx * dx + dy * dy) - 0.5 * (cell.Outline.Long + cell.Outline.Short);
                    if (distance < first) (second, first, owner) = (first, distance, cell);
                    else if (distance < second) second = distance;
                }
            }
        }
        double shadeE = 0, shadeH = 0;
        if (owner is not null)
        {
            shadeE = (owner.Key & 0xFFFF) / 65536.0 - 0.5;
            shadeH = ((owner.Key >> 16) & 0xFFFF) / 65536.0 - 0.5;
        }
        var fine = _fine.At(x / 0.9 + 11, y / 0.9);
        var grain = _grain.At(x / 0.55 + 23, y / 0.55);
        var web = _coarse.Octaves(x / 3.1 + 5, y / 3.1, 2);
        var cloud = _coarse.At(x / 22 + 9, y / 22);
        var texture = _granularity * (0.20 * fine + 0.13 * grain + 0.36 * web) + 0.26 * cloud;
        var e = _cytoplasm * (1 + texture + 0.45 * shadeE);
        var h = _basophilia * (1 + 0.8 * _granularity * (0.35 * fine + 0.5 * web + 0.2 * grain) + 0.35 * cloud + 0.8 * shadeH);
        // Vacuoles: pale bubbles where the web is thin.
        e *= 1 - 0.8 * Math.Max(0, -web - 0.34 - 0.3 * shadeE);
        // The border of two cells: a membrane, or the slit that shrinkage leaves.
        var border = Math.Max(0, 1 - (second - first) / 0.8) * Math.Clamp(0.7 + 1.1 * _smear.At(x / 9 + 3, y / 9), 0, 1);
        e = Math.Max(0.02, e + border * _borderStrength);
        if (_borderStrength < 0) h *= 1 - 0.5 * border;
        return (h, e);
    }

    private double Glass(double x, double y, double jagX, double jagY, double depth, out double red)
    {
        red = 0;
        var glass = Smooth(_field.LumenDepth(depth) / 0.7 + 0.5) * 0.97;
        var cleft = _field.CleftWidth(x, y);
        if (cleft > 0) glass = Math.Max(glass, 0.95 * Smooth((cleft - Math.Abs(depth + 1.2 + 0.4 * cleft)) / 0.8));
        var rho = _field.CavityRho(jagX, jagY, out var cavity);
        if (cavity is null) return glass;
        var soft = cavity.Outline.Short / 0.8;
        glass = Math.Max(glass, 0.97 * Smooth((1 - rho) * soft + 0.5));
        foreach (var cell in cavity.RedCells)
        {
            if (Math.Abs(x - cell.X) > 4 || Math.Abs(y - cell.Y) > 4) continue;
            var radius = cell.Rho(x, y);
            if (radius < 1.3) red = Math.Max(red, Smooth((1 - radius) * 3.2 + 0.5) * (0.50 - 0.10 * Math.Max(0, 1 - radius * radius * 2.2) + 0.05 * _fine.At(x / 1.1, y / 1.1)));
        }
        return glass;
    }

    private static double Smooth(double t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - 2 * t);
    }
}
