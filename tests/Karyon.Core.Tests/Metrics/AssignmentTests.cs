using Karyon.Core.Metrics;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Metrics;

public class AssignmentTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    [InlineData(6, 6)]
    [InlineData(7, 6)]
    public void The_dense_assignment_costs_as_little_as_the_best_of_all_permutations(int rows, int columns)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed * 100 + rows * 10 + columns);
            // Whole numbers from a small range, negative ones too, so that ties are common.
            var costs = Enumerable.Range(0, rows * columns).Select(_ => (double)random.Next(-4, 9)).ToArray();
            var assigned = LinearAssignment.Minimise(costs, rows, columns);
            var used = assigned.Where(column => column >= 0).ToArray();
            Assert.Equal(Math.Min(rows, columns), used.Length);
            Assert.Equal(used.Length, used.Distinct().Count());
            var total = Enumerable.Range(0, rows).Sum(row => assigned[row] < 0 ? 0 : costs[row * columns + assigned[row]]);
            Assert.Equal(Cheapest(costs, rows, columns), total);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void An_empty_table_assigns_nothing(int rows, int columns) =>
        Assert.Equal(Enumerable.Repeat(-1, rows), LinearAssignment.Minimise([], rows, columns));

    [Fact]
    public void A_cost_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentException>(() => LinearAssignment.Minimise([1, double.PositiveInfinity], 1, 2));

    [Fact]
    public void The_sparse_matching_reaches_the_total_of_the_dense_assignment()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            LabelMap truth = Maps.Rectangles(seed, 40, 30 + seed), prediction = Maps.Rectangles(1000 + seed, 40, 60);
            var table = ContingencyTable.Build(truth, prediction);
            int rows = table.TruthIds.Length, columns = table.PredictionIds.Length;
            var weights = new double[table.Overlaps.Length];
            var costs = new double[rows * columns];
            for (var i = 0; i < weights.Length; i++)
            {
                var overlap = table.Overlaps[i];
                weights[i] = table.IouOf(overlap);
                costs[overlap.Truth * columns + overlap.Prediction] = -weights[i];
            }
            var dense = LinearAssignment.Minimise(costs, rows, columns);
            var denseTotal = Enumerable.Range(0, rows).Sum(row => dense[row] < 0 ? 0 : -costs[row * columns + dense[row]]);

            var chosen = OverlapMatching.Maximise(table, weights);
            var taken = new HashSet<int>();
            var total = 0.0;
            for (var row = 0; row < rows; row++)
            {
                if (chosen[row] < 0) continue;
                Assert.Equal(row, table.Overlaps[chosen[row]].Truth);
                Assert.True(taken.Add(table.Overlaps[chosen[row]].Prediction));
                total += weights[chosen[row]];
            }
            Assert.Equal(denseTotal, total, 1e-9);
        }
    }

    [Fact]
    public void A_thousand_points_are_paired_with_a_thousand()
    {
        // Points on a grid of pitch 20 px, each moved by less than a third of it: the identity is the only optimum.
        var random = new Random(5);
        var truth = Enumerable.Range(0, 1000).Select(i => new Karyon.Core.Nuclei.ClassPoint(i % 40 * 20, i / 40 * 20, 0)).ToArray();
        var moved = truth.Select(point => point with { X = point.X + random.NextDouble() * 8 - 4, Y = point.Y + random.NextDouble() * 8 - 4 }).ToArray();
        var matches = PointMatching.Match(truth, moved);
        Assert.Equal(1000, matches.Count);
        Assert.All(matches, match => Assert.Equal(match.Truth, match.Prediction));
    }

    private static double Cheapest(double[] costs, int rows, int columns)
    {
        if (rows > columns)
        {
            var transposed = new double[costs.Length];
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++) transposed[column * rows + row] = costs[row * columns + column];
            return Cheapest(transposed, columns, rows);
        }
        double Search(int row, int used)
        {
            if (row == rows) return 0;
            var best = double.PositiveInfinity;
            for (var column = 0; column < columns; column++)
                if ((used >> column & 1) == 0) best = Math.Min(best, costs[row * columns + column] + Search(row + 1, used | 1 << column));
            return best;
        }
        return Search(0, 0);
    }
}
