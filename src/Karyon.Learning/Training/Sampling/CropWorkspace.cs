using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;
using Karyon.Learning.Training.Augmentation;

namespace Karyon.Learning.Training.Sampling;

/// <summary>Buffers for drawing one sample at a time; see <see cref="CropSampler.NewWorkspace"/>. Not thread safe.</summary>
public sealed class CropWorkspace
{
    private readonly CropResampler _resampler = new();
    private readonly LabelMap _labels;
    private readonly float[] _known;

    internal CropWorkspace(CropSampler sampler)
    {
        Crop = new Raster<Rgb>(sampler.Side, sampler.Side);
        _labels = new LabelMap(sampler.Side, sampler.Side);
        _known = new float[sampler.Side * sampler.Side];
        Colours = new ColourAugmentation(sampler.Options);
    }

    internal Raster<Rgb> Crop { get; }

    internal ColourAugmentation Colours { get; }

    /// <summary>Resamples an item's window into the buffers.</summary>
    internal void Cut(TrainingItem item, CropGeometry geometry, int side)
    {
        _resampler.Set(geometry, side, item.Image.Width, item.Image.Height);
        _resampler.Colours(item.Image, Crop);
        _resampler.Labels(item.Labels, item.Unknown, _labels, _known);
    }

    /// <summary>
    /// Writes the targets of the labels in the buffer. A nucleus that the window cuts has the targets of its visible part, as the
    /// border of an image cuts it too.
    /// </summary>
    internal void WriteTruth(SampleTarget target)
    {
        var targets = HoverTargets.Encode(_labels);
        var pixels = _known.Length;
        Span<float> background = target.Nuclei[..pixels], nucleus = target.Nuclei.Slice(pixels, pixels);
        for (var i = 0; i < pixels; i++)
        {
            nucleus[i] = targets.Nuclei.Pixels[i];
            background[i] = _known[i] - nucleus[i];
        }
        targets.Horizontal.Pixels.CopyTo(target.Hv);
        targets.Vertical.Pixels.CopyTo(target.Hv[pixels..]);
        _known.CopyTo(target.Known);
        _known.CopyTo(target.Known[pixels..]);
    }
}
