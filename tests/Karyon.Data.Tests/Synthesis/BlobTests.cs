using Karyon.Data.Synthesis;

namespace Karyon.Data.Tests.Synthesis;

public sealed class BlobTests
{
    private static readonly Blob Ellipse = new() { X = 10, Y = -3, Long = 5, Short = 2, Axis = (0.6, 0.8) };

    [Theory]
    [InlineData(10 + 5 * 0.6, -3 + 5 * 0.8, 1)]
    [InlineData(10 - 2 * 0.8, -3 + 2 * 0.6, 1)]
    [InlineData(10 + 10 * 0.6, -3 + 10 * 0.8, 2)]
    [InlineData(10, -3, 0)]
    public void The_relative_radius_of_a_plain_ellipse_is_the_closed_form(double x, double y, double expected) =>
        Assert.Equal(expected, Ellipse.Rho(x, y), 12);

    [Fact]
    public void The_radius_towards_a_direction_ends_on_the_outline()
    {
        for (var i = 0; i < 16; i++)
        {
            double dx = Math.Cos(i * 0.4), dy = Math.Sin(i * 0.4), radius = Ellipse.RadiusTowards(dx, dy);
            Assert.Equal(1, Ellipse.Rho(10 + radius * dx, -3 + radius * dy), 12);
        }
    }

    [Fact]
    public void A_roughened_outline_is_met_once_along_every_ray_and_within_its_reach()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var random = new CounterRandom(seed, 9);
            var blob = (Ellipse with { Taper = 0.4 }).Roughened(ref random, 0.1);
            for (var i = 0; i < 32; i++)
            {
                double dx = Math.Cos(i * 0.2), dy = Math.Sin(i * 0.2), before = 0;
                for (var step = 1; step <= 40; step++)
                {
                    var rho = blob.Rho(10 + dx * step * 0.2, -3 + dy * step * 0.2);
                    Assert.True(rho > before);
                    before = rho;
                }
                Assert.True(blob.Rho(10 + dx * blob.Reach, -3 + dy * blob.Reach) > 1);
            }
        }
    }
}
