using Karyon.Learning.Training.Augmentation;
using Karyon.Tensors;

namespace Karyon.Learning.Training.Sampling;

/// <summary>
/// Draws training samples: an item by its weight, a window of it at the network's pixel size times a random zoom, turned, recoloured; and the
/// targets of the nuclei that the window shows, made from the resampled labels. Sample k of epoch e follows from (seed, e, k) alone, the
/// same bits on every machine and in any order. Immutable; threads bring a <see cref="CropWorkspace"/> each.
/// </summary>
public sealed class CropSampler
{
    private readonly IReadOnlyList<TrainingItem> _items;
    private readonly ItemChoice _choice;
    private readonly ulong _seed;

    /// <summary>Makes a sampler.</summary>
    /// <param name="items">What to draw from.</param>
    /// <param name="side">Rows and columns of a sample.</param>
    /// <param name="micronsPerPixel">Pixel size of the network, µm.</param>
    /// <param name="options">How samples vary.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <exception cref="ArgumentException">There are no items, or one has no sensible weight or pixel size.</exception>
    public CropSampler(IReadOnlyList<TrainingItem> items, int side, double micronsPerPixel, AugmentationOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        if (!(micronsPerPixel > 0)) throw new ArgumentOutOfRangeException(nameof(micronsPerPixel), micronsPerPixel, "a pixel has a size");
        foreach (var item in items)
        {
            if (!(item.MicronsPerPixel > 0)) throw new ArgumentException($"{item.Name}: the pixel size is {item.MicronsPerPixel} µm; a number above 0 is needed", nameof(items));
            if (item.Image.Pixels.Length == 0) throw new ArgumentException($"{item.Name}: the image is empty", nameof(items));
        }
        (_items, Side, MicronsPerPixel, Options, _seed) = (items, side, micronsPerPixel, options, seed);
        _choice = new ItemChoice(items);
    }

    /// <summary>Rows and columns of a sample.</summary>
    public int Side { get; }

    /// <summary>Pixel size of samples, µm.</summary>
    public double MicronsPerPixel { get; }

    /// <summary>How samples vary.</summary>
    public AugmentationOptions Options { get; }

    /// <summary>The item that a sample shows.</summary>
    public TrainingItem ItemOf(ulong epoch, ulong sample) => _items[_choice.Of(new CounterRandom(_seed, epoch), sample)];

    /// <summary>Draws a sample; all of the target is written.</summary>
    /// <param name="epoch">The epoch, 0 and up.</param>
    /// <param name="sample">The sample's number within the epoch, 0 and up.</param>
    /// <param name="workspace">Made by <see cref="NewWorkspace"/>, in use by one thread at a time.</param>
    /// <param name="target">Where it is written.</param>
    public void Draw(ulong epoch, ulong sample, CropWorkspace workspace, SampleTarget target)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var item = ItemOf(epoch, sample);
        var random = new CounterRandom(_seed, epoch, sample);
        var zoom = item.Zoom is { } range ? new Jitter(Options.Zoom.Probability, range.Low, range.High) : Options.Zoom;
        var geometry = CropGeometry.Draw(item.Image.Width, item.Image.Height, MicronsPerPixel / item.MicronsPerPixel, Side, zoom, Options.Flips, random);
        workspace.Cut(item, geometry, Side);
        workspace.WriteTruth(target);
        workspace.Colours.Apply(workspace.Crop, target.Image, random);
    }

    /// <summary>Buffers for a thread that draws samples of this sampler.</summary>
    public CropWorkspace NewWorkspace() => new(this);
}
