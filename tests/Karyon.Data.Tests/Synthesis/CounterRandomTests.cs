using Karyon.Data.Synthesis;

namespace Karyon.Data.Tests.Synthesis;

public sealed class CounterRandomTests
{
    [Fact]
    public void A_stream_does_not_depend_on_other_streams_being_read()
    {
        var alone = new CounterRandom(5, 2);
        var expected = new[] { alone.Next(), alone.Next() };
        CounterRandom first = new(5, 1), second = new(5, 2);
        first.Next();
        var next = second.Next();
        first.Next();
        Assert.Equal(expected[0], next);
        Assert.Equal(expected[1], second.Next());
        Assert.NotEqual(new CounterRandom(5, 1).Next(), new CounterRandom(5, 2).Next());
        Assert.NotEqual(new CounterRandom(5, 1).Next(), new CounterRandom(6, 1).Next());
    }

    [Fact]
    public void Uniform_and_normal_numbers_have_their_moments()
    {
        var random = new CounterRandom(1, 1);
        const int Count = 100_000;
        double sum = 0, squares = 0, normal = 0, normalSquares = 0;
        for (var i = 0; i < Count; i++)
        {
            var u = random.Uniform();
            Assert.InRange(u, 0, 1 - 1e-16);
            var n = random.Normal();
            (sum, squares, normal, normalSquares) = (sum + u, squares + u * u, normal + n, normalSquares + n * n);
        }
        // Five standard errors.
        Assert.Equal(0.5, sum / Count, 0.005);
        Assert.Equal(1.0 / 3, squares / Count, 0.005);
        Assert.Equal(0, normal / Count, 0.016);
        Assert.Equal(1, normalSquares / Count, 0.023);
    }

    [Fact]
    public void Directions_have_unit_length()
    {
        var random = new CounterRandom(2, 2);
        for (var i = 0; i < 100; i++)
        {
            var (x, y) = random.Direction();
            Assert.Equal(1, x * x + y * y, 12);
        }
    }
}
