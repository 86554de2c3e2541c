using Karyon.Learning.Models;

namespace Karyon.Learning.Checkpoints;

/// <summary>A HoVer-Net in its repository's names: its form and its types are read off its tensors.</summary>
internal static class PublishedHoverNet
{
    /// <summary>Makes the network that a file's tensors belong to.</summary>
    /// <exception cref="InvalidNetworkFileException">It is neither form, or nobody says its pixel size.</exception>
    public static HoverNet Create(ICheckpoint file, ConversionOptions options)
    {
        var shapes = file.Entries.ToDictionary(entry => entry.Name, entry => entry.Shape, StringComparer.Ordinal);
        var first = shapes["decoder.np.u3.conva.weight"];
        var variant = first.Rank != 4 ? null : first[2] == HoverNetVariant.Fast.Kernel ? HoverNetVariant.Fast : first[2] == HoverNetVariant.Original.Kernel ? HoverNetVariant.Original : null;
        if (variant is null) throw new InvalidNetworkFileException($"{file.Name}: a decoder whose first weights are {first} is neither HoVer-Net's fast form (3x3) nor the original (5x5)");
        var types = shapes.TryGetValue("decoder.tp.u0.conv.bias", out var head) && head.Rank == 1 ? head[0] : 0;
        if (types is 1 or > 1024) throw new InvalidNetworkFileException($"{file.Name}: {types} channels for types belong to no network that is known here");
        if (options.MicronsPerPixel is not { } pixelSize)
            throw new InvalidNetworkFileException($"{file.Name}: the file does not say the pixel size that the network was trained at; give --mpp (0.25 for PanNuke, CoNSeP, MoNuSAC and Kumar)");
        return new HoverNet(variant, new NetworkDescription { Name = Path.GetFileNameWithoutExtension(file.Name), MicronsPerPixel = pixelSize, Classes = options.ClassesFor(file.Name, types) });
    }
}
