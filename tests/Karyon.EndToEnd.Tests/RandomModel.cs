using Karyon.Core.Rasters;
using Karyon.Data.Slides;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Inference;
using Karyon.Learning.Models;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Serialization;

namespace Karyon.EndToEnd.Tests;

/// <summary>
/// A weight file of random weights: small, made in no time. Its threshold is set so that about a third of a sample's pixels count as nucleus: what
/// it finds is nonsense, but there is something to decode, number, draw and write.
/// </summary>
public sealed class RandomModel : IDisposable
{
    private const int Side = 256;
    private const double NucleusShare = 0.3;
    private readonly string _folder = Directory.CreateTempSubdirectory("karyon-model-").FullName;

    public RandomModel()
    {
        var description = new NetworkDescription { Name = "random", Widths = [16, 16, 16, 16, 16], License = "CC0-1.0" };
        using var network = new HoverUNet(description);
        network.Initialize(7);
        foreach (var parameter in network.Parameters())
        {
            // Batch norms with a variance of one keep random activations in bounds.
            if (parameter.Name.EndsWith("running_var", StringComparison.Ordinal)) parameter.Tensor.Span.Fill(1);
            // Distance maps of zero have no edges: each patch of foreground is one nucleus. Random ones are all edges and leave none.
            if (parameter.Name == "segmentation_head.0.weight") parameter.Tensor.Span[(parameter.Tensor.Span.Length / 2)..].Clear();
        }
        using var stream = File.Create(Path);
        NetworkFile.Save(stream, network, description with { Threshold = Math.Round(ThresholdOf(network), 6) }, StoredType.Float16);
    }

    public string Path => System.IO.Path.Combine(_folder, "random.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static double ThresholdOf(HoverUNet network)
    {
        using var slide = FlatImageSlide.Open(System.IO.Path.Combine(Karyon.Testing.Checkout.Root, "samples", "images", "glands.png"));
        var tile = new Raster<Rgb>(Side, Side);
        slide.ReadRegion(0, new Rect(0, 0, Side, Side), tile);
        using var context = new ComputeContext(1);
        using var predictor = new NetworkPredictor(context, network);
        var maps = new MapTile();
        predictor.Predict(tile, maps);
        float[] sorted = [.. maps.Probability];
        Array.Sort(sorted);
        return sorted[(int)((1 - NucleusShare) * sorted.Length)];
    }
}
