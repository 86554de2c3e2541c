using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;

namespace Karyon.EndToEnd.Tests;

/// <summary>
/// A weight file of an UperHover network as others would publish it: random weights under names that are not ours. Tensors are drawn one by one, so that the
/// full size takes no memory.
/// </summary>
internal static class PublishedUperHover
{
    /// <summary>Sizes for which a tile is 56 px and takes no time.</summary>
    public static UperHoverSize Small { get; } = new(new VisionTransformerSize("vision-transformer", 48, 4, 6, 80, Grid: 4, Registers: 2), [0, 1, 2, 3], [8, 12, 16, 24], 20, 6);

    /// <summary>Writes a file.</summary>
    public static void Write(string path, UperHoverSize size, bool isTransformerAlone = false)
    {
        using Karyon.Tensors.Modules.Module network = isTransformerAlone ? new VisionTransformer(size.Backbone) : new UperHover(size);
        using var scope = new TensorScope();
        var tensors = new List<(string, Tensor)>();
        foreach (var parameter in network.Parameters())
        {
            var (name, shape, random) = (parameter.Name, parameter.Tensor.Shape, new CounterRandom(1, (ulong)tensors.Count));
            tensors.Add((isTransformerAlone ? name : Foreign(name), scope.Own(Tensor.Deferred(shape, target => Draw(name, shape, random, target)))));
        }
        using var stream = File.Create(path);
        SafetensorsWriter.Write(stream, tensors, metadata: new Dictionary<string, string> { ["format"] = "pt" });
    }

    private static string Foreign(string name) => "model." + name
        .Replace("backbone.", "encoder.", StringComparison.Ordinal).Replace("projections.", "neck.", StringComparison.Ordinal)
        .Replace("semantic_head.", "heads.classes.", StringComparison.Ordinal).Replace("hv_head.", "heads.vectors.", StringComparison.Ordinal);

    /// <summary>Kernels and matrices keep the size of what goes through them, norms and scales lie about 1, the rest about 0.</summary>
    private static void Draw(string name, Shape shape, CounterRandom random, Span<float> target)
    {
        var isScale = shape.Rank == 1 && (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("gamma", StringComparison.Ordinal));
        var scale = isScale ? 0.25f : shape.Rank is 2 or 4 ? MathF.Sqrt(6f / (shape.Count / shape[0])) : 0.2f;
        for (var i = 0; i < target.Length; i++) target[i] = (isScale ? 1 : 0) + scale * (2 * random.UniformSingle((ulong)i) - 1);
    }
}
