using Karyon.Learning.Checkpoints.Names;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Modules;

namespace Karyon.Learning.Checkpoints;

/// <summary>
/// An UperHover network whose names are not known beforehand (the SegTME card does not say them): parts are found by the ends of their names and by shapes, with
/// a name map that a user can correct, and sizes are read off the tensors.
/// </summary>
internal sealed class PublishedUperHover
{
    private static readonly string[] HeadTensors = ["classifier.weight", "fpn_bottleneck.conv.weight", "lateral_convs.0.conv.weight", "lateral_convs.1.conv.weight", "lateral_convs.2.conv.weight", "psp_modules.0.1.conv.weight"];
    private readonly ICheckpoint _file;
    private readonly NameMap _map;
    private readonly NameSearch _search;
    private readonly List<PartNames> _places = [];

    private PublishedUperHover(ICheckpoint file, NameMap map)
    {
        (_file, _map, _search) = (file, map, new NameSearch(file));
        var backbone = PublishedTransformer.Place(_search, PartOf("backbone."));
        var (semantic, distances) = Heads();
        var transformer = PublishedTransformer.SizeOf(_search, file.Name, backbone, map);
        int Channels(string rest, int dimension) => _search.ShapeOf(semantic.Of(rest)) is { Rank: 4 } shape
            ? shape[dimension]
            : throw new InvalidNetworkFileException($"{file.Name}: tensor {semantic.Of(rest)} is {_search.ShapeOf(semantic.Of(rest))}, no kernel of a convolution; the file belongs to another network");
        var taps = map.Taps ?? [.. Enumerable.Range(1, 4).Select(quarter => quarter * transformer.Depth / 4 - 1)];
        int[] levels = [.. Enumerable.Range(0, 3).Select(level => Channels($"lateral_convs.{level}.conv.weight", 1)), Channels("psp_modules.0.1.conv.weight", 1)];
        Size = new UperHoverSize(transformer, taps, levels, Channels("fpn_bottleneck.conv.weight", 0), Channels("classifier.weight", 0));
        if (Size.Fault is { } fault) throw new InvalidNetworkFileException($"{file.Name}: {fault}; the file belongs to another network");
        _places.AddRange([backbone, semantic, distances]);
        for (var level = 0; level < levels.Length; level++) AddProjection(level);
    }

    private UperHoverSize Size { get; }

    /// <summary>Makes the network that a file's tensors belong to.</summary>
    /// <exception cref="InvalidNetworkFileException">They are of no such network, a part may be in two places, or nobody says its pixel size.</exception>
    public static UperHoverNetwork Create(ICheckpoint file, ConversionOptions options)
    {
        var size = new PublishedUperHover(file, options.Names ?? NameMap.UperHover).Size;
        if (options.MicronsPerPixel is not { } pixelSize)
            throw new InvalidNetworkFileException($"{file.Name}: the file does not say the pixel size that the network was trained at; give --mpp (0.286 for PanNuke's 256 px brought to 224)");
        return new UperHoverNetwork(new NetworkDescription
        {
            Name = Path.GetFileNameWithoutExtension(file.Name), Architecture = NetworkDescription.UperHoverArchitecture, UperHover = size, MicronsPerPixel = pixelSize,
            Classes = options.ClassesFor(file.Name, size.Classes),
        });
    }

    /// <summary>What the file calls the network's tensors.</summary>
    public static CheckpointTable Table(Module module, ICheckpoint file, ConversionOptions options)
    {
        var names = new PublishedUperHover(file, options.Names ?? NameMap.UperHover);
        return new CheckpointTable { Network = "UperHover", SourceOf = names.SourceOf, MayBeMissing = names._map.MayBeMissing, Ignored = names._map.Ignored };
    }

    private string SourceOf(string name) =>
        _places.Find(place => name.StartsWith(place.Part.Ours, StringComparison.Ordinal)) is { } place ? place.Of(name[place.Part.Ours.Length..]) : name;

    /// <summary>The two heads differ in their outputs alone: two are the distances.</summary>
    private (PartNames Semantic, PartNames Distances) Heads()
    {
        NamePart semanticPart = PartOf("semantic_head."), distancePart = PartOf("hv_head.");
        var semantic = _search.Find(semanticPart, HeadTensors);
        var distances = _search.Find(distancePart, HeadTensors, static (rest, shape) => rest != HeadTensors[0] || (shape.Rank == 4 && shape[0] == 2));
        // What is settled on one side is ruled out on the other.
        for (var again = 0; again < 2; again++)
        {
            if (distances.Count == 1) semantic.RemoveAll(place => place.Of(HeadTensors[0]) == distances[0].Of(HeadTensors[0]));
            if (semantic.Count == 1) distances.RemoveAll(place => place.Of(HeadTensors[0]) == semantic[0].Of(HeadTensors[0]));
        }
        return (_search.Only(semanticPart, semantic, HeadTensors), _search.Only(distancePart, distances, HeadTensors));
    }

    /// <summary>A projection is known by its shape; where none fits, its tensors are missed under our names.</summary>
    private void AddProjection(int level)
    {
        var part = PartOf($"projections.{level}.");
        Shape weight = new(Size.Levels[level], Size.Backbone.Width, 1, 1), bias = new(Size.Levels[level]);
        var places = _search.Find(part, ["weight"], (_, shape) => shape == weight);
        if (places.Exists(place => _search.ShapeOf(place.Of("bias")) == bias)) places.RemoveAll(place => _search.ShapeOf(place.Of("bias")) != bias);
        if (places.Count > 1) throw _search.Ambiguous(part, places, "weight");
        if (places.Count == 1) _places.Add(places[0]);
    }

    private NamePart PartOf(string ours) =>
        _map.Parts.FirstOrDefault(part => part.Ours == ours) ?? NameMap.UperHover.Parts.Single(part => part.Ours == ours);
}
