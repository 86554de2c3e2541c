using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// Puts the windows' nuclei in order and sees to it that no pixel is claimed twice. Nuclei within the halo have one owner and pass as they are.
/// Two owners claim common pixels where a nucleus is larger than the halo, so that windows cut it, or where the end of a window made readings
/// differ. Claims that agree in more than half of what both windows saw are one nucleus: joined if a window cut it, else the earlier stands.
/// Other claims are two nuclei: the later one loses the common pixels, and is dropped unless more than half of it is left.
/// </summary>
/// <remarks>Windows come in raster order; nuclei leave in the order of their (first) windows. Not thread safe.</remarks>
internal sealed class SeamResolver(WindowGrid grid, int minimumArea, Action<WindowNucleus> emit)
{
    private readonly Queue<Claim> _waiting = new();
    private List<Claim>[] _above = NewRow(grid.Columns);
    private List<Claim>[] _current = NewRow(grid.Columns);

    /// <summary>Takes the next window's nuclei.</summary>
    public void Add(int column, IReadOnlyList<WindowNucleus> nuclei)
    {
        foreach (var nucleus in nuclei)
        {
            if (!nucleus.IsNearSeam)
            {
                _waiting.Enqueue(new Claim(nucleus));
                continue;
            }
            if (Settle(column, nucleus) is not { } claim) continue;
            _waiting.Enqueue(claim);
            _current[column].Add(claim);
        }
    }

    /// <summary>Ends a row of windows: what the next row cannot touch any more leaves.</summary>
    public void EndRow()
    {
        foreach (var claim in _above.SelectMany(claims => claims)) claim.IsOpen = false;
        // A join grows an earlier claim downwards; it stays within reach of the windows below.
        foreach (var claim in _current.SelectMany(claims => claims)) claim.IsOpen = true;
        (_above, _current) = (_current, _above);
        foreach (var claims in _current) claims.Clear();
        while (_waiting.TryPeek(out var first) && !first.IsOpen) Leave(_waiting.Dequeue());
    }

    /// <summary>Lets all nuclei leave.</summary>
    public void Finish()
    {
        while (_waiting.TryDequeue(out var claim)) Leave(claim);
    }

    /// <summary>Compares a nucleus with what neighbours claimed before.</summary>
    /// <returns>What is new of it; null where it became part of another or was dropped.</returns>
    private Claim? Settle(int column, WindowNucleus nucleus)
    {
        Claim? joined = null;
        var area = nucleus.Mask.Area;
        foreach (var claims in Neighbours(column))
        {
            for (var i = 0; i < claims.Count; i++)
            {
                var claim = claims[i];
                if (claim == joined || claim.Nucleus is not { } earlier) continue;
                // Cores have no pixel in common, so that one of two nuclei which do reaches out of its own.
                if (!earlier.CrossesSeam && !nucleus.CrossesSeam) continue;
                if (earlier.Mask.Bounds.Intersect(nucleus.Mask.Bounds).IsEmpty) continue;
                var common = MaskAlgebra.CommonArea(earlier.Mask, nucleus.Mask);
                if (common == 0) continue;
                if (AreOne(earlier, nucleus, common))
                {
                    if (!earlier.IsCut && !nucleus.IsCut) return null;
                    nucleus = Join(earlier, nucleus);
                    if (joined is not null) joined.Nucleus = null;
                    (joined, area) = (claim, nucleus.Mask.Area);
                    joined.Nucleus = nucleus;
                    continue;
                }
                if (MaskAlgebra.Subtract(nucleus.Mask, earlier.Mask) is not { } rest || 2 * rest.Area <= area || rest.Area < minimumArea) return null;
                nucleus = nucleus with { Mask = rest };
            }
        }
        if (joined is null) return new Claim(nucleus);
        if (!_current[column].Contains(joined)) _current[column].Add(joined);
        return null;
    }

    private static bool AreOne(WindowNucleus a, WindowNucleus b, int common)
    {
        var both = a.Seen.Intersect(b.Seen);
        return 2 * common > MaskAlgebra.AreaWithin(a.Mask, both) + MaskAlgebra.AreaWithin(b.Mask, both) - common;
    }

    private static WindowNucleus Join(WindowNucleus earlier, WindowNucleus later)
    {
        var mask = MaskAlgebra.Union(earlier.Mask, later.Mask);
        var (first, second) = ((double)earlier.Mask.Area, (double)later.Mask.Area);
        return new WindowNucleus(
            mask, second > first ? later.ClassIndex : earlier.ClassIndex, (earlier.Probability * first + later.Probability * second) / (first + second),
            IsNearSeam: true, CrossesSeam: true, IsCut: true, Hull(earlier.Seen, later.Seen));
    }

    private static Rect Hull(Rect a, Rect b)
    {
        int x = Math.Min(a.X, b.X), y = Math.Min(a.Y, b.Y);
        return new Rect(x, y, Math.Max(a.Right, b.Right) - x, Math.Max(a.Bottom, b.Bottom) - y);
    }

    private IEnumerable<List<Claim>> Neighbours(int column)
    {
        for (var near = Math.Max(0, column - 1); near <= Math.Min(grid.Columns - 1, column + 1); near++) yield return _above[near];
        if (column > 0) yield return _current[column - 1];
        yield return _current[column];
    }

    private void Leave(Claim claim)
    {
        if (claim.Nucleus is { } nucleus) emit(nucleus);
    }

    private static List<Claim>[] NewRow(int columns) => [.. Enumerable.Range(0, columns).Select(_ => new List<Claim>())];

    /// <summary>A place in the order of nuclei. Empty where its nucleus was joined to another.</summary>
    private sealed class Claim(WindowNucleus nucleus)
    {
        public WindowNucleus? Nucleus { get; set; } = nucleus;

        /// <summary>Whether a window to come may touch it.</summary>
        public bool IsOpen { get; set; }
    }
}
