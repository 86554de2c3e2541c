using Karyon.Learning.Models;

namespace Karyon.Learning.Checkpoints;

/// <summary>A HoVer U-Net that says nothing of itself, in the names of segmentation_models.pytorch: its sizes are read off its tensors.</summary>
internal static class PublishedUNet
{
    /// <summary>Channels before the types: two of nuclei and background, two of distances.</summary>
    private const int UntypedOutputs = 4;

    /// <summary>Makes the network that a file's tensors belong to.</summary>
    /// <exception cref="InvalidNetworkFileException">The outputs are not those of a HoVer network, or nobody says its pixel size.</exception>
    public static HoverUNet Create(string encoder, ICheckpoint file, ConversionOptions options)
    {
        var sizes = file.Entries.Where(entry => entry.Shape.Rank > 0).ToDictionary(entry => entry.Name, entry => entry.Shape[0], StringComparer.Ordinal);
        var outputs = sizes.GetValueOrDefault("segmentation_head.0.weight");
        if (outputs != UntypedOutputs && outputs < UntypedOutputs + 2)
            throw new InvalidNetworkFileException($"{file.Name}: the network has {outputs} outputs; a HoVer U-Net has 4, or 6 and more with types");
        if (options.MicronsPerPixel is not { } pixelSize)
            throw new InvalidNetworkFileException($"{file.Name}: the file does not say the pixel size that the network was trained at; give --mpp");
        int[] widths = [.. Enumerable.Range(0, 5).Select(i => sizes.GetValueOrDefault($"decoder.blocks.{i}.conv1.0.weight"))];
        if (outputs > 1024 || widths.Any(width => width is < 1 or > 4096)) throw new InvalidNetworkFileException($"{file.Name}: decoder widths {string.Join(", ", widths)} and {outputs} outputs belong to no network that is known here");
        return new HoverUNet(new NetworkDescription
        {
            Name = Path.GetFileNameWithoutExtension(file.Name), Encoder = encoder, Widths = widths, MicronsPerPixel = pixelSize,
            Classes = options.ClassesFor(file.Name, outputs - UntypedOutputs),
        });
    }
}
