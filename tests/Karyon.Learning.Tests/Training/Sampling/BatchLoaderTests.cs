using Karyon.Core.Rasters;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;

namespace Karyon.Learning.Tests.Training.Sampling;

public sealed class BatchLoaderTests
{
    private static CropSampler Sampler() => new([MadeItems.Grid(100, 80), MadeItems.Grid(70, 90)], 32, 0.25, AugmentationOptions.Strong, seed: 5);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 2)]
    public void Batches_do_not_depend_on_threads_or_on_how_many_wait(int ahead, int threads)
    {
        using var loader = new BatchLoader(Sampler(), 3, stepsPerEpoch: 4, ahead: ahead, threads: threads);
        for (var step = 0; step < 10; step++) Assert.Equal(Expected(step), loader.Next().Image);
    }

    [Fact]
    public void A_resumed_loader_goes_on_with_the_same_batches()
    {
        using var loader = new BatchLoader(Sampler(), 3, firstStep: 7, stepsPerEpoch: 4);
        Assert.Equal(Expected(7), loader.Next().Image);
        Assert.Equal(Expected(8), loader.Next().Image);
    }

    [Fact]
    public void A_lent_batch_stays_as_it_is_until_the_next_call()
    {
        using var loader = new BatchLoader(Sampler(), 2, ahead: 3, threads: 2);
        var batch = loader.Next();
        var before = batch.Image.ToArray();
        Thread.Sleep(100); // the others are prepared meanwhile
        Assert.Equal(before, batch.Image);
    }

    [Fact]
    public void A_sample_that_cannot_be_drawn_is_reported_to_the_consumer()
    {
        var good = MadeItems.Grid(60, 60);
        var broken = new TrainingItem { Name = "broken", Image = good.Image, Labels = new LabelMap(1, 1), MicronsPerPixel = 0.25 };
        using var loader = new BatchLoader(new CropSampler([broken], 32, 0.25, AugmentationOptions.Off, 1), 2);
        Assert.NotNull(Assert.Throws<InvalidOperationException>(loader.Next).InnerException);
    }

    [Fact]
    public void Disposal_ends_the_threads_and_later_calls_are_refused()
    {
        var loader = new BatchLoader(Sampler(), 2);
        loader.Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(loader.Next);
    }

    private static float[] Expected(int step)
    {
        var sampler = Sampler();
        var batch = new TrainingBatch(3, 32);
        for (var i = 0; i < 3; i++) sampler.Draw((ulong)(step / 4), (ulong)(step % 4 * 3 + i), sampler.NewWorkspace(), batch.Sample(i));
        return batch.Image;
    }
}
