using Karyon.Core.Metrics;
using Karyon.Core.Rasters;
using Karyon.Learning.Recipes;

namespace Karyon.Learning.Tests.Recipes;

public sealed class ValidationFiguresTests
{
    // Nuclei of one pixel each. Image 1: 1 found, 1 invented, 2 missed. Image 2: 3 found.
    private static readonly InstanceScores[] Scores = [ScoresOf([1, 2, 3, 0], [1, 0, 0, 2]), ScoresOf([1, 2, 3, 0], [1, 2, 3, 0])];

    [Theory]
    [InlineData("pq", "PQ")]
    [InlineData("aji", "AJI")]
    [InlineData("dice", "Dice")]
    [InlineData("f1", "F1")]
    public void The_chosen_metric_comes_first_and_every_figure_once(string metric, string name)
    {
        var figures = ValidationFigures.Of(Scores, metric);
        Assert.Equal(name, figures[0].Name);
        Assert.Equal(["AJI", "DQ", "Dice", "F1", "PQ", "SQ"], figures.Select(figure => figure.Name).Order(StringComparer.Ordinal));
        Assert.Equal(name, ValidationFigures.Of([], metric)[0].Name);
    }

    [Fact]
    public void F1_is_the_mean_of_the_images_harmonic_means_of_precision_and_recall()
    {
        const double First = 2.0 * (1.0 / 2) * (1.0 / 3) / (1.0 / 2 + 1.0 / 3), Second = 1;
        var figures = ValidationFigures.Of(Scores, "f1");
        Assert.Equal((First + Second) / 2, figures[0].Value, 1e-12);
        Assert.Equal(figures[0].Value, figures.Single(figure => figure.Name == "DQ").Value);
    }

    [Fact]
    public void Without_an_image_that_counts_every_figure_is_0() => Assert.All(ValidationFigures.Of([], "f1"), figure => Assert.Equal(0, figure.Value));

    private static InstanceScores ScoresOf(int[] truth, int[] prediction) =>
        InstanceScores.Measure(new LabelMap(new Raster<int>(4, 1, truth)), new LabelMap(new Raster<int>(4, 1, prediction)))!;
}
