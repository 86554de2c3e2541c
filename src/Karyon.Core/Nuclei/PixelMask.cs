using Karyon.Core.Rasters;

namespace Karyon.Core.Nuclei;

/// <summary>A horizontal run of pixels: row <paramref name="Row"/>, columns [<paramref name="Start"/>, <paramref name="End"/>).</summary>
/// <param name="Row">Row, px.</param>
/// <param name="Start">First column, px.</param>
/// <param name="End">Column after the last, px.</param>
public readonly record struct Run(int Row, int Start, int End)
{
    /// <summary>Pixels in the run.</summary>
    public int Length => End - Start;
}

/// <summary>The pixels of one nucleus as runs in raster order, in level-0 pixel coordinates. Immutable.</summary>
public sealed class PixelMask
{
    private readonly Run[] _runs;

    /// <summary>Takes non-empty runs in raster order, without overlap.</summary>
    /// <exception cref="ArgumentException">There is no run, or one is empty.</exception>
    public PixelMask(IEnumerable<Run> runs)
    {
        _runs = [.. runs];
        if (_runs.Length == 0) throw new ArgumentException("a mask needs at least one run", nameof(runs));
        int left = int.MaxValue, right = int.MinValue, area = 0;
        foreach (var run in _runs)
        {
            if (run.Length <= 0) throw new ArgumentException($"the run {run} is empty", nameof(runs));
            left = Math.Min(left, run.Start);
            right = Math.Max(right, run.End);
            area += run.Length;
        }
        Bounds = new Rect(left, _runs[0].Row, right - left, _runs[^1].Row + 1 - _runs[0].Row);
        Area = area;
    }

    /// <summary>The runs, by row, then by column.</summary>
    public ReadOnlySpan<Run> Runs => _runs;

    /// <summary>The smallest window that holds the mask.</summary>
    public Rect Bounds { get; }

    /// <summary>Number of pixels.</summary>
    public int Area { get; }

    /// <summary>The mask moved by whole pixels.</summary>
    public PixelMask Offset(int dx, int dy) =>
        new(_runs.Select(run => new Run(run.Row + dy, run.Start + dx, run.End + dx)));

    /// <summary>The mask as a 0/1 raster of the size of <see cref="Bounds"/> grown by a margin of zeros.</summary>
    public Raster<byte> ToRaster(int margin = 0)
    {
        var raster = new Raster<byte>(Bounds.Width + 2 * margin, Bounds.Height + 2 * margin);
        foreach (var run in _runs)
            raster.Row(run.Row - Bounds.Y + margin).Slice(run.Start - Bounds.X + margin, run.Length).Fill(1);
        return raster;
    }
}
