using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;

namespace Karyon.EndToEnd.Tests;

/// <summary>A weight file of random weights: small, made in no time, of no use but to see that a road is open.</summary>
public sealed class RandomModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("karyon-model-").FullName;

    public RandomModel()
    {
        using var network = new HoverUNet(new NetworkDescription { Name = "random", Widths = [16, 16, 16, 16, 16], License = "CC0-1.0" });
        network.Initialize(7);
        // Batch norms with a variance of one keep random activations in bounds.
        foreach (var parameter in network.Parameters())
            if (parameter.Name.EndsWith("running_var", StringComparison.Ordinal)) parameter.Tensor.Span.Fill(1);
        using var stream = File.Create(Path);
        NetworkFile.Save(stream, network, type: StoredType.Float16);
    }

    public string Path => System.IO.Path.Combine(_folder, "random.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
