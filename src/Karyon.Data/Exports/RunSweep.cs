using Karyon.Core.Nuclei;

namespace Karyon.Data.Exports;

/// <summary>What <see cref="RunSweep"/> tells of one run.</summary>
/// <param name="nucleus">Whose run it is.</param>
/// <param name="run">The run.</param>
internal delegate void RunVisitor(Nucleus nucleus, Run run);

/// <summary>
/// Goes down an image band by band and hands out the runs of every nucleus in it, so that rasters of any height are written in
/// bounded memory: O(nuclei + runs) in total, only the nuclei that cross the band are held.
/// </summary>
internal sealed class RunSweep
{
    private readonly IReadOnlyList<Nucleus> _nuclei;
    private readonly int[] _byTop;
    private readonly Func<Nucleus, Run[]> _runsOf;
    private readonly List<Active> _active = [];
    private int _next;

    /// <summary>Starts above the first row.</summary>
    /// <param name="nuclei">All nuclei, in any order.</param>
    /// <param name="runsOf">The runs to hand out for a nucleus, in raster order; asked once, when the sweep reaches its top.</param>
    public RunSweep(IReadOnlyList<Nucleus> nuclei, Func<Nucleus, Run[]> runsOf)
    {
        (_nuclei, _runsOf) = (nuclei, runsOf);
        _byTop = [.. Enumerable.Range(0, nuclei.Count)];
        var tops = Array.ConvertAll(_byTop, index => ((long)nuclei[index].Bounds.Y << 32) | (uint)index);
        Array.Sort(tops, _byTop);
    }

    /// <summary>Visits the runs of rows below <paramref name="bottom"/> that were not visited before.</summary>
    public void Advance(int bottom, RunVisitor visit)
    {
        for (; _next < _byTop.Length && _nuclei[_byTop[_next]].Bounds.Y < bottom; _next++)
        {
            var nucleus = _nuclei[_byTop[_next]];
            _active.Add(new Active(nucleus, _runsOf(nucleus)));
        }
        foreach (var active in _active)
            for (; active.Cursor < active.Runs.Length && active.Runs[active.Cursor].Row < bottom; active.Cursor++)
                visit(active.Nucleus, active.Runs[active.Cursor]);
        _active.RemoveAll(active => active.Cursor == active.Runs.Length);
    }

    private sealed class Active(Nucleus nucleus, Run[] runs)
    {
        public Nucleus Nucleus { get; } = nucleus;

        public Run[] Runs { get; } = runs;

        public int Cursor { get; set; }
    }
}
