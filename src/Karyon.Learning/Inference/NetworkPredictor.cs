using Karyon.Core.Rasters;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Inference;

/// <summary>
/// A trained network as a source of maps. Plans are kept by tile shape, the last few of them. The weights are those that the network has
/// when a shape is first used: make a new predictor after training on.
/// </summary>
public sealed class NetworkPredictor : IMapPredictor
{
    /// <summary>A run over images of one size needs one shape, with eight orientations two.</summary>
    private const int KeptPlans = 4;

    private readonly ComputeContext _context;
    private readonly NucleusNetwork _network;
    private readonly List<ShapedPlan> _plans = [];

    /// <summary>Wraps a network, which stays the caller's; its mode is put back after each use.</summary>
    public NetworkPredictor(ComputeContext context, NucleusNetwork network)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(network);
        (_context, _network) = (context, network);
    }

    /// <inheritdoc/>
    public int TypeChannels => _network.Description.TypeChannels;

    /// <inheritdoc/>
    public int MarginPx => _network.TrimPx + _network.MarginPx;

    /// <inheritdoc/>
    public MapRepresentation Representation => _network.Representation;

    /// <inheritdoc/>
    public TileDemand? Tiles => _network.Tiles;

    /// <inheritdoc/>
    public double MicronsPerPixel => _network.Description.MicronsPerPixel;

    /// <inheritdoc/>
    public long Prepare(int width, int height) => PlanFor(width, height).Plan.SharedBytes;

    /// <inheritdoc/>
    public void Predict(Raster<Rgb> tile, MapTile maps)
    {
        ArgumentNullException.ThrowIfNull(tile);
        ArgumentNullException.ThrowIfNull(maps);
        var shaped = PlanFor(tile.Width, tile.Height);
        Fill(tile, _network.TrimPx, shaped.Plan.Input(shaped.Image));
        shaped.Plan.Run();
        maps.Reshape(tile.Width, tile.Height, TypeChannels);
        if (MarginPx > 0) maps.All.Clear();
        var count = (tile.Width - 2 * MarginPx) * (tile.Height - 2 * MarginPx);
        var output = 0;
        if (shaped.HasNuclei) Place(shaped.Plan.Output(output++)[count..], maps.Probability, tile);
        var distances = shaped.Plan.Output(output++);
        Place(distances[..count], maps.Horizontal, tile);
        Place(distances[count..], maps.Vertical, tile);
        for (var channel = 0; channel < TypeChannels; channel++) Place(shaped.Plan.Output(output).Slice(channel * count, count), maps.Type(channel), tile);
        if (shaped.HasNuclei) return;
        ReadOnlySpan<float> background = maps.Type(0);
        var nuclei = maps.Probability;
        for (var i = 0; i < nuclei.Length; i++) nuclei[i] = 1 - background[i];
    }

    /// <summary>Copies a map into the middle of a plane of the tile's size.</summary>
    private void Place(ReadOnlySpan<float> map, Span<float> plane, Raster<Rgb> tile)
    {
        var width = tile.Width - 2 * MarginPx;
        if (width == tile.Width)
        {
            map.CopyTo(plane);
            return;
        }
        for (var row = 0; row < map.Length / width; row++) map.Slice(row * width, width).CopyTo(plane[((row + MarginPx) * tile.Width + MarginPx)..]);
    }

    /// <inheritdoc/>
    public void Release()
    {
        foreach (var plan in _plans) plan.Plan.Dispose();
        _plans.Clear();
    }

    /// <summary>Gives the plans' memory back; context and network stay.</summary>
    public void Dispose() => Release();

    /// <summary>Writes a tile without some pixels at its sides as three planes.</summary>
    private static void Fill(Raster<Rgb> tile, int trim, Span<float> input)
    {
        int width = tile.Width - 2 * trim, height = tile.Height - 2 * trim, plane = width * height;
        for (var row = 0; row < height; row++)
        {
            var pixels = tile.Row(row + trim).Slice(trim, width);
            var red = input.Slice(row * width, width);
            var green = input.Slice(plane + row * width, width);
            var blue = input.Slice(2 * plane + row * width, width);
            for (var i = 0; i < pixels.Length; i++)
            {
                var pixel = pixels[i];
                red[i] = pixel.R;
                green[i] = pixel.G;
                blue[i] = pixel.B;
            }
        }
    }

    private ShapedPlan PlanFor(int width, int height)
    {
        var index = _plans.FindIndex(plan => plan.Width == width && plan.Height == height);
        if (index >= 0)
        {
            var found = _plans[index];
            _plans.RemoveAt(index);
            _plans.Add(found);
            return found;
        }
        if (_plans.Count == KeptPlans)
        {
            _plans[0].Plan.Dispose();
            _plans.RemoveAt(0);
        }
        var made = Compile(width, height);
        _plans.Add(made);
        return made;
    }

    private ShapedPlan Compile(int width, int height)
    {
        var image = Value.Input("image", new Shape(1, 3, height - 2 * _network.TrimPx, width - 2 * _network.TrimPx));
        var training = _network.Training;
        _network.Eval();
        NucleusMaps maps;
        try
        {
            maps = _network.Activate(image);
        }
        finally
        {
            _network.Train(training);
        }
        return new ShapedPlan(width, height, image, Plan.Compile(_context, maps.All, PlanOptions.Inference), maps.Nuclei is not null);
    }

    private sealed record ShapedPlan(int Width, int Height, Value Image, Plan Plan, bool HasNuclei);
}
