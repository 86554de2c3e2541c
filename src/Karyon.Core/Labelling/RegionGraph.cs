using Karyon.Core.Rasters;

namespace Karyon.Core.Labelling;

/// <summary>
/// Which regions of an image touch by an edge, and which cut others off from the outside. Node 0 is the outside of the image; every other
/// value of the raster is one node, wherever its pixels lie. O(pixels) to read and to search (Hopcroft and Tarjan 1973, cut vertices).
/// </summary>
internal sealed class RegionGraph
{
    private readonly int _nodes;
    private readonly int[] _first;
    private readonly int[] _neighbours;

    /// <summary>Reads an image of nodes.</summary>
    /// <param name="regions">A node from 1 for every pixel.</param>
    /// <param name="nodes">Number of nodes, the outside included.</param>
    public RegionGraph(LabelMap regions, int nodes)
    {
        _nodes = nodes;
        var edges = Edges(regions);
        _first = new int[nodes + 1];
        foreach (var (a, b) in edges) (_first[a], _first[b]) = (_first[a] + 1, _first[b] + 1);
        var sum = 0;
        for (var node = 0; node <= nodes; node++) (_first[node], sum) = (sum, sum + _first[node]);
        _neighbours = new int[sum];
        var next = _first.AsSpan().ToArray();
        foreach (var (a, b) in edges)
        {
            _neighbours[next[a]++] = b;
            _neighbours[next[b]++] = a;
        }
    }

    /// <summary>
    /// For every node the least of the nodes that enclose it: without such a node there is no way from here to the outside. 0 where there is none.
    /// </summary>
    /// <param name="counts">Whether a node counts as one that encloses.</param>
    public int[] Enclosing(Func<int, bool> counts)
    {
        // A depth-first search from the outside, in rising order of discovery. The subtree under a child that leads back no farther than to its parent
        // hangs on the parent; any other child is enclosed by what encloses its parent.
        int[] discovered = new int[_nodes], lowest = new int[_nodes], parent = new int[_nodes], next = _first.AsSpan(0, _nodes).ToArray();
        var order = new List<int>(_nodes);
        Discover(0, 0);
        for (var node = 0; ;)
        {
            if (next[node] == _first[node + 1])
            {
                if (node == 0) break;
                lowest[parent[node]] = Math.Min(lowest[parent[node]], lowest[node]);
                node = parent[node];
                continue;
            }
            var neighbour = _neighbours[next[node]++];
            if (discovered[neighbour] == 0)
            {
                Discover(neighbour, node);
                node = neighbour;
            }
            else lowest[node] = Math.Min(lowest[node], discovered[neighbour]);
        }
        var enclosing = new int[_nodes];
        foreach (var node in order.Skip(1))
        {
            var above = parent[node];
            enclosing[node] = enclosing[above];
            if (above == 0 || lowest[node] < discovered[above] || !counts(above)) continue;
            if (enclosing[node] == 0 || above < enclosing[node]) enclosing[node] = above;
        }
        return enclosing;

        void Discover(int node, int from)
        {
            order.Add(node);
            (discovered[node], lowest[node], parent[node]) = (order.Count, order.Count, from);
        }
    }

    /// <summary>The pairs of nodes that touch, most of them once.</summary>
    private static List<(int A, int B)> Edges(LabelMap regions)
    {
        var edges = new List<(int, int)>();
        var last = (0, 0);
        int width = regions.Width, height = regions.Height;
        for (var row = 0; row < height; row++)
            for (var x = 0; x < width; x++)
            {
                var node = regions[row, x];
                if (row == 0 || x == 0 || row == height - 1 || x == width - 1) Add(node, 0);
                if (x + 1 < width) Add(node, regions[row, x + 1]);
                if (row + 1 < height) Add(node, regions[row + 1, x]);
            }
        return edges;

        void Add(int a, int b)
        {
            if (a == b || last == (a, b)) return;
            last = (a, b);
            edges.Add(last);
        }
    }
}
