namespace Karyon.Core.Metrics;

/// <summary>
/// The linear sum assignment problem on a dense, rectangular table of costs: every row (or every column, where there are
/// fewer) gets its own partner, at the lowest total cost.
/// </summary>
/// <remarks>
/// Shortest augmenting paths with dual prices: D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE
/// Transactions on Aerospace and Electronic Systems 52(4), 2016, which SciPy's <c>linear_sum_assignment</c> follows too.
/// The total cost is unique; where several pairings have it, the one returned depends on the costs alone.
/// O(rows² · columns) at worst.
/// </remarks>
public static class LinearAssignment
{
    /// <summary>Finds the assignment of lowest total cost.</summary>
    /// <param name="costs">Finite costs, row after row, <paramref name="rows"/> x <paramref name="columns"/>.</param>
    /// <param name="rows">Rows, 0 or more.</param>
    /// <param name="columns">Columns, 0 or more.</param>
    /// <returns>For each row its column, or -1 for rows left over where there are more rows than columns.</returns>
    /// <exception cref="ArgumentException">The table's size does not fit, or a cost is not finite.</exception>
    public static int[] Minimise(ReadOnlySpan<double> costs, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (costs.Length != (long)rows * columns)
            throw new ArgumentException($"{costs.Length} costs do not make a table of {rows} x {columns}", nameof(costs));
        foreach (var cost in costs)
            if (!double.IsFinite(cost)) throw new ArgumentException($"a cost of {cost} cannot be assigned; use finite costs", nameof(costs));
        if (rows <= columns) return Solve(costs, rows, columns);

        var transposed = new double[costs.Length];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                transposed[column * rows + row] = costs[row * columns + column];
        var rowOf = Solve(transposed, columns, rows);
        var columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        for (var column = 0; column < columns; column++) columnOf[rowOf[column]] = column;
        return columnOf;
    }

    private static int[] Solve(ReadOnlySpan<double> costs, int rows, int columns)
    {
        var columnOf = new int[rows];
        var rowOf = new int[columns];
        Array.Fill(columnOf, -1);
        Array.Fill(rowOf, -1);
        double[] rowPrice = new double[rows], columnPrice = new double[columns], distance = new double[columns];
        int[] from = new int[columns], open = new int[columns];

        for (var start = 0; start < rows; start++)
        {
            Array.Fill(distance, double.PositiveInfinity);
            for (var j = 0; j < columns; j++) open[j] = j;
            var openCount = columns;
            int row = start, sink = -1;
            var reached = 0.0;
            while (sink < 0)
            {
                var line = costs.Slice(row * columns, columns);
                var nearest = double.PositiveInfinity;
                var at = -1;
                for (var k = 0; k < openCount; k++)
                {
                    var j = open[k];
                    var candidate = reached + line[j] - rowPrice[row] - columnPrice[j];
                    if (candidate < distance[j])
                    {
                        distance[j] = candidate;
                        from[j] = row;
                    }
                    // Of equally near columns a free one ends the search at once.
                    if (distance[j] < nearest || (distance[j] == nearest && rowOf[j] < 0))
                    {
                        nearest = distance[j];
                        at = k;
                    }
                }
                reached = nearest;
                var column = open[at];
                // Settled columns gather behind openCount, where the price update finds them.
                (open[at], open[openCount - 1]) = (open[openCount - 1], column);
                openCount--;
                if (rowOf[column] < 0) sink = column;
                else row = rowOf[column];
            }

            rowPrice[start] += reached;
            for (var k = openCount; k < columns; k++)
            {
                var slack = reached - distance[open[k]];
                columnPrice[open[k]] -= slack;
                if (rowOf[open[k]] >= 0) rowPrice[rowOf[open[k]]] += slack;
            }
            for (var column = sink; ;)
            {
                var owner = from[column];
                rowOf[column] = owner;
                (columnOf[owner], column) = (column, columnOf[owner]);
                if (owner == start) break;
            }
        }
        return columnOf;
    }
}
