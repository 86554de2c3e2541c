namespace Karyon.Core.Metrics;

/// <summary>
/// The one-to-one pairing of true and predicted nuclei with the highest sum of weights, over pairs that meet.
/// </summary>
/// <remarks>
/// Shortest augmenting paths (as in <see cref="LinearAssignment"/>) over the sparse graph of overlaps, with a heap. Each
/// truth may also stay alone, at the price of a weight of 0, so a pairing of all truths always exists; the sum equals
/// that of the dense assignment in which pairs that do not meet weigh 0. An image's overlaps fall into small clumps, so
/// nearly every search ends at its first or second step.
/// </remarks>
internal static class OverlapMatching
{
    /// <summary>Chooses for each truth the index of an overlap, or -1.</summary>
    /// <param name="table">The overlaps.</param>
    /// <param name="weights">A weight in (0, 1] for each overlap.</param>
    public static int[] Maximise(ContingencyTable table, ReadOnlySpan<double> weights)
    {
        int rows = table.TruthIds.Length, real = table.PredictionIds.Length, columns = real + rows;
        var overlaps = table.Overlaps;
        var chosen = new int[rows];
        Array.Fill(chosen, -1);
        var rowOf = new int[columns];
        Array.Fill(rowOf, -1);
        var columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        double[] rowPrice = new double[rows], columnPrice = new double[columns], distance = new double[columns];
        int[] from = new int[columns], edge = new int[columns], seenIn = new int[columns], settledIn = new int[columns];
        var settled = new List<int>();
        // Equal distances are settled by column, so that the pairing does not hang on the heap's inner order.
        var heap = new PriorityQueue<int, (double Distance, int Column)>();

        var firstOverlap = 0;
        var starts = new int[rows + 1];
        for (var row = 0; row < rows; row++)
        {
            firstOverlap += table.OverlapsOf(row).Length;
            starts[row + 1] = firstOverlap;
        }

        for (var start = 0; start < rows; start++)
        {
            var round = start + 1;
            heap.Clear();
            settled.Clear();
            int row = start, sink;
            var reached = 0.0;
            while (true)
            {
                for (var e = starts[row]; e < starts[row + 1]; e++)
                    Offer(overlaps[e].Prediction, 1 - weights[e], e);
                Offer(real + row, 1, -1);

                int column;
                do column = heap.Dequeue(); while (settledIn[column] == round);
                settledIn[column] = round;
                settled.Add(column);
                reached = distance[column];
                if (rowOf[column] < 0)
                {
                    sink = column;
                    break;
                }
                row = rowOf[column];
            }

            rowPrice[start] += reached;
            foreach (var column in settled)
            {
                var slack = reached - distance[column];
                columnPrice[column] -= slack;
                if (rowOf[column] >= 0) rowPrice[rowOf[column]] += slack;
            }
            for (var column = sink; ;)
            {
                row = from[column];
                rowOf[column] = row;
                chosen[row] = edge[column];
                (columnOf[row], column) = (column, columnOf[row]);
                if (row == start) break;
            }

            void Offer(int column, double cost, int overlap)
            {
                if (settledIn[column] == round) return;
                var candidate = reached + cost - rowPrice[row] - columnPrice[column];
                if (seenIn[column] == round && candidate >= distance[column]) return;
                (seenIn[column], distance[column], from[column], edge[column]) = (round, candidate, row, overlap);
                heap.Enqueue(column, (candidate, column));
            }
        }
        return chosen;
    }
}
