using Karyon.Core.Rasters;
using Karyon.Learning.Inference;

namespace Karyon.Learning.Tests.Inference;

public class AugmentedPredictorTests
{
    [Theory]
    [InlineData(TestTimeAugmentation.None, 1)]
    [InlineData(TestTimeAugmentation.Flips, 4)]
    [InlineData(TestTimeAugmentation.D4, 8)]
    public void A_predictor_that_turns_with_the_image_says_the_same_in_every_orientation(TestTimeAugmentation augmentation, int runs)
    {
        var tile = new Raster<Rgb>(64, 32);
        new Random(7).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(tile.Pixels.AsSpan()));
        MapTile expected = new(), found = new();
        new SlopePredictor().Predict(tile, expected);
        var inner = new SlopePredictor();
        using var predictor = new AugmentedPredictor(inner, augmentation);

        predictor.Predict(tile, found);

        Assert.Equal(runs, inner.Runs);
        Assert.Equal((64, 32), (found.Width, found.Height));
        for (var i = 0; i < expected.All.Length; i++) Assert.Equal(expected.All[i], found.All[i], 1e-6f);
    }

    [Fact]
    public void Maps_that_do_not_turn_with_the_image_cancel_out()
    {
        MapTile maps = new();
        using var predictor = new AugmentedPredictor(new ConstantPredictor(), TestTimeAugmentation.Flips);

        predictor.Predict(new Raster<Rgb>(32, 32), maps);

        Assert.All(maps.Probability.ToArray(), value => Assert.Equal(0.5f, value));
        Assert.All(maps.Horizontal.ToArray(), value => Assert.Equal(0, value));
        Assert.All(maps.Vertical.ToArray(), value => Assert.Equal(0, value));
    }

    /// <summary>Brightness, and its central differences along the axes.</summary>
    private sealed class SlopePredictor : IMapPredictor
    {
        public int Runs { get; private set; }

        public int TypeChannels => 2;

        public double MicronsPerPixel => 0.25;

        public long Prepare(int width, int height) => 0;

        public void Predict(Raster<Rgb> tile, MapTile maps)
        {
            Runs++;
            maps.Reshape(tile.Width, tile.Height, 2);
            float At(int x, int y) => tile[Math.Clamp(y, 0, tile.Height - 1), Math.Clamp(x, 0, tile.Width - 1)].G / 255f;
            for (var y = 0; y < tile.Height; y++)
            {
                for (var x = 0; x < tile.Width; x++)
                {
                    var at = y * tile.Width + x;
                    maps.Probability[at] = At(x, y);
                    maps.Horizontal[at] = At(x + 1, y) - At(x - 1, y);
                    maps.Vertical[at] = At(x, y + 1) - At(x, y - 1);
                    maps.Type(0)[at] = 1 - At(x, y);
                    maps.Type(1)[at] = At(x, y);
                }
            }
        }

        public void Release()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class ConstantPredictor : IMapPredictor
    {
        public int TypeChannels => 0;

        public double MicronsPerPixel => 0.25;

        public long Prepare(int width, int height) => 0;

        public void Predict(Raster<Rgb> tile, MapTile maps)
        {
            maps.Reshape(tile.Width, tile.Height, 0);
            maps.Probability.Fill(0.5f);
            maps.Horizontal.Fill(0.25f);
            maps.Vertical.Fill(-0.75f);
        }

        public void Release()
        {
        }

        public void Dispose()
        {
        }
    }
}
