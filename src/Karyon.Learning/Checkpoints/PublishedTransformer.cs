using Karyon.Learning.Checkpoints.Names;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Modules;

namespace Karyon.Learning.Checkpoints;

/// <summary>A vision transformer in the names of pytorch-image-models, as UNI2-h is published: its sizes are read off its tensors.</summary>
internal static class PublishedTransformer
{
    private const int MostBlocks = 128;
    private static readonly string[] Needed = ["cls_token", "reg_token", "pos_embed", "patch_embed.proj.weight", "blocks.0.attn.qkv.weight", "blocks.0.ls1.gamma", "blocks.0.mlp.fc2.weight"];

    /// <summary>Makes the network that a file's tensors belong to.</summary>
    /// <exception cref="InvalidNetworkFileException">They are of no such network, or do not say how many attention heads it has.</exception>
    public static VisionTransformer Create(ICheckpoint file, ConversionOptions options)
    {
        var map = MapOf(options);
        var search = new NameSearch(file);
        return new VisionTransformer(SizeOf(search, file.Name, Place(search, PartOf(map)), map));
    }

    /// <summary>What the file calls the network's tensors.</summary>
    public static CheckpointTable Table(Module module, ICheckpoint file, ConversionOptions options)
    {
        var map = MapOf(options);
        var place = Place(new NameSearch(file), PartOf(map));
        return new CheckpointTable { Network = "a vision transformer", SourceOf = place.Of, MayBeMissing = map.MayBeMissing, Ignored = map.Ignored };
    }

    /// <summary>Where a transformer is.</summary>
    internal static PartNames Place(NameSearch search, NamePart part) => search.Only(part, search.Find(part, Needed), Needed);

    /// <summary>The sizes of the transformer at a place.</summary>
    internal static VisionTransformerSize SizeOf(NameSearch search, string file, PartNames place, NameMap map)
    {
        int Size(string rest, int rank, int dimension) => search.ShapeOf(place.Of(rest)) is { } shape && shape.Rank == rank
            ? shape[dimension]
            : throw new InvalidNetworkFileException($"{file}: tensor {place.Of(rest)} is {search.ShapeOf(place.Of(rest))}; a vision transformer has {rank} dimensions there");
        var depth = 1;
        while (depth <= MostBlocks && search.ShapeOf(place.Of($"blocks.{depth}.norm1.weight")) is not null) depth++;
        var width = Size("cls_token", 3, 2);
        var known = VisionTransformerSize.All.FirstOrDefault(size => size.Width == width && size.Depth == depth);
        if ((map.Heads ?? known?.Heads) is not { } heads)
            throw new InvalidNetworkFileException($"{file}: a vision transformer of width {width} with {depth} blocks is none that is known ({string.Join(", ", VisionTransformerSize.All.Select(size => size.Name))}), and its tensors do not say how many attention heads it has; say it as \"heads\" in a name map (--names FILE)");
        var places = Size("pos_embed", 3, 1);
        var size = new VisionTransformerSize("", width, depth, heads, Size("blocks.0.mlp.fc2.weight", 2, 1), Size("patch_embed.proj.weight", 4, 2), (int)Math.Round(Math.Sqrt(places)), Size("reg_token", 3, 1));
        if (size.Fault is { } fault) throw new InvalidNetworkFileException($"{file}: {fault}; the file belongs to another network");
        if (size.Grid * size.Grid != places) throw new InvalidNetworkFileException($"{file}: a position embedding of {places} places is no square; the file belongs to another network");
        return known is not null && known with { Name = "" } == size ? known : size with { Name = "vision-transformer" };
    }

    private static NameMap MapOf(ConversionOptions options) => options.Names ?? NameMap.VisionTransformer;

    private static NamePart PartOf(NameMap map) => map.Parts.FirstOrDefault(part => part.Ours.Length == 0) ?? NameMap.VisionTransformer.Parts[0];
}
