using Karyon.Core.Rasters;
using Karyon.Learning.Training.Sampling;

namespace Karyon.Learning.Tests.Training.Sampling;

/// <summary>Training items by formula: the same on every machine.</summary>
internal static class MadeItems
{
    /// <summary>Colours from integer arithmetic, discs of radius 9 px on a grid of 32 px.</summary>
    public static TrainingItem Grid(int width, int height, double micronsPerPixel = 0.25, double weight = 1, Raster<byte>? unknown = null)
    {
        var image = new Raster<Rgb>(width, height);
        var labels = new LabelMap(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                int dx = x % 32 - 16, dy = y % 32 - 16;
                if (dx * dx + dy * dy <= 81) labels[y, x] = y / 32 * 1000 + x / 32 + 1;
                var noise = (x * 7919 + y * 104729 + x * y * 31) % 61;
                image[y, x] = labels[y, x] > 0 ? new Rgb((byte)(80 + noise), (byte)(50 + noise), (byte)(120 + noise)) : new Rgb((byte)(190 + noise), (byte)(140 + noise), (byte)(180 + noise));
            }
        return new TrainingItem { Name = $"grid {width} x {height}", Image = image, Labels = labels, MicronsPerPixel = micronsPerPixel, Weight = weight, Unknown = unknown };
    }

    /// <summary>One sample, drawn alone.</summary>
    public static TrainingBatch Draw(CropSampler sampler, ulong epoch, ulong sample)
    {
        var batch = new TrainingBatch(1, sampler.Side);
        sampler.Draw(epoch, sample, sampler.NewWorkspace(), batch.Sample(0));
        return batch;
    }
}
