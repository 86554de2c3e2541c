using Karyon.Core.Rasters;

namespace Karyon.Data.Synthesis;

/// <summary>Paints nuclei on the canvas and their ids on the label map: body, membrane, chromatin, nucleoli, halo.</summary>
internal sealed class NucleusPainter
{
    private readonly double _mpp, _tileStain, _openness;

    /// <summary>Draws the tile's own style of nuclei.</summary>
    public NucleusPainter(SynthesisOptions options)
    {
        _mpp = options.MicronsPerPixel;
        var random = new CounterRandom(options.Seed, 5);
        _tileStain = random.Uniform(0.82, 1.02);
        _openness = random.Uniform(0.3, 1.0);
    }

    /// <summary>Paints one nucleus; its pixels in <paramref name="labels"/> become <paramref name="id"/>.</summary>
    /// <param name="canvas">Where it is painted, or null for its label alone.</param>
    /// <param name="labels">The truth so far.</param>
    /// <param name="cell">The nucleus.</param>
    /// <param name="id">Its id.</param>
    public void Paint(StainCanvas? canvas, LabelMap labels, PlacedCell cell, int id)
    {
        var outline = cell.Outline;
        var look = NucleusLook.Draw(cell, _openness);
        var chromatin = new GradientNoise(cell.Key ^ 0x5bd1e995);
        var reach = outline.Reach * look.HaloReach + 1;
        int top = Math.Max(0, (int)((outline.Y - reach) / _mpp)), bottom = Math.Min(labels.Height, (int)((outline.Y + reach) / _mpp) + 1);
        int left = Math.Max(0, (int)((outline.X - reach) / _mpp)), right = Math.Min(labels.Width, (int)((outline.X + reach) / _mpp) + 1);
        for (var row = top; row < bottom; row++)
        {
            var y = (row + 0.5) * _mpp;
            for (var column = left; column < right; column++)
            {
                var x = (column + 0.5) * _mpp;
                var rho = outline.Rho(x, y);
                if (rho <= 1) labels[row, column] = id;
                if (canvas is null || rho > look.HaloReach) continue;
                // Distance to the outline along the ray, µm; it is exact for a circle and close enough for the rim of others.
                double dx = x - outline.X, dy = y - outline.Y, radius = Math.Sqrt(dx * dx + dy * dy);
                var depth = rho < 1e-6 ? outline.Short : Math.Min((1 / rho - 1) * radius, (1 - rho) * outline.Long);
                Pixel(canvas, row, column, x, y, rho, depth, outline, look, chromatin);
            }
        }
    }

    private void Pixel(StainCanvas canvas, int row, int column, double x, double y, double rho, double depth, Blob outline, NucleusLook look, GradientNoise chromatin)
    {
        ref var h = ref canvas.Hematoxylin[row, column];
        ref var e = ref canvas.Eosin[row, column];
        ref var blood = ref canvas.Blood[row, column];
        if (rho > 1 && look.Halo > 0)
        {
            var fade = look.Halo * Math.Clamp((look.HaloReach - rho) / (look.HaloReach - 1), 0, 1);
            e *= (float)(1 - fade);
            h *= (float)(1 - 0.7 * fade);
        }
        var cover = Math.Clamp(depth / look.Softness + 0.5, 0, 1);
        if (cover <= 0) return;
        var clumps = chromatin.At(x / look.ClumpScale, y / look.ClumpScale);
        var specks = chromatin.At(x / (look.ClumpScale * 0.45) + 13, y / (look.ClumpScale * 0.45));
        var texture = 1 + look.ClumpStrength * (1.15 * clumps + 0.95 * specks + 0.7 * Math.Max(0, clumps + 0.5 * specks - 0.25));
        var unevenness = 1 + 0.26 * chromatin.At(x / 4.2 + 7, y / 4.2);
        var rim = look.Rim * Math.Max(0, 1 - Math.Abs(depth - 0.28) / 0.5) * Math.Clamp(0.75 + 0.8 * chromatin.At(x / 1.6 + 29, y / 1.6), 0.25, 1.3);
        var stain = look.Darkness * Math.Max(0.2, texture) * unevenness + rim;
        foreach (var nucleolus in look.Nucleoli)
        {
            double dx = x - nucleolus.X, dy = y - nucleolus.Y, far = Math.Sqrt(dx * dx + dy * dy);
            stain += nucleolus.Strength * Math.Clamp((nucleolus.Radius - far) / 0.35 + 0.5, 0, 1);
        }
        var already = h > 0.35f ? 0.45 : 1;
        h = (float)(h * (1 - 0.6 * cover * already) + stain * cover * _tileStain * already);
        e *= (float)(1 - look.EosinLoss * cover);
        blood *= (float)(1 - 0.7 * cover);
    }
}
