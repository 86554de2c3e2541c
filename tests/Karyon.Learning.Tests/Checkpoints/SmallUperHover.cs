using Karyon.Learning.Checkpoints.Names;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Checkpoints;

/// <summary>An UperHover network of small sizes with weights by the goldens' rule, written under the names of others.</summary>
internal sealed class SmallUperHover
{
    public static readonly VisionTransformerSize Transformer = new("vision-transformer", 48, 4, 6, 80, Grid: 4, Registers: 2);

    /// <summary>What the tensors do not say.</summary>
    public static readonly NameMap Names = NameMap.UperHover with { Heads = Transformer.Heads };

    public List<(string Name, Shape Shape, float[] Elements)> Tensors { get; } = [];

    /// <summary>Makes the tensors.</summary>
    /// <param name="classes">Classes, background included.</param>
    /// <param name="rename">The file's name of a tensor of ours; null: it is left out.</param>
    public SmallUperHover(int classes = 4, Func<string, string?>? rename = null)
    {
        Size = new UperHoverSize(Transformer, [0, 1, 2, 3], [8, 12, 16, 24], 20, classes);
        using var network = new UperHover(Size);
        foreach (var parameter in network.Parameters())
        {
            if ((rename ?? Foreign)(parameter.Name) is not { } name) continue;
            Tensors.Add((name, parameter.Tensor.Shape, GoldenRule.Tensor(parameter.Name, parameter.Tensor.Shape)));
            if (name.EndsWith("running_var", StringComparison.Ordinal)) Tensors.Add((name.Replace("running_var", "num_batches_tracked", StringComparison.Ordinal), new Shape(1), [7]));
        }
    }

    public UperHoverSize Size { get; }

    public static string Foreign(string name) => name
        .Replace("backbone.", "model.encoder.vit.", StringComparison.Ordinal).Replace("projections.", "model.neck.levels.", StringComparison.Ordinal)
        .Replace("semantic_head.", "heads.classes.", StringComparison.Ordinal).Replace("hv_head.", "heads.vectors.", StringComparison.Ordinal);

    public SmallUperHover Add(string name, params int[] shape)
    {
        var size = new Shape(shape);
        Tensors.Add((name, size, new float[size.Count]));
        return this;
    }

    public byte[] PyTorch(bool isStream = false)
    {
        var builder = new TorchFileBuilder();
        foreach (var (name, shape, elements) in Tensors) builder.Tensor(name, shape.Sizes.ToArray(), elements);
        return isStream ? builder.Stream() : builder.Zip();
    }

    public byte[] Safetensors(IReadOnlyDictionary<string, string>? metadata = null) => Safetensors(Tensors, metadata);

    public static byte[] Safetensors(IEnumerable<(string Name, Shape Shape, float[] Elements)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = new TensorScope();
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. tensors.Select(item => (item.Name, scope.Own(Tensor.FromSpan(item.Elements, item.Shape))))], metadata: metadata);
        return stream.ToArray();
    }

    /// <summary>Fails unless a network has the weights of ours.</summary>
    public static void CheckWeights(NucleusNetwork network, params string[] except)
    {
        foreach (var parameter in network.Parameters().Where(parameter => !except.Contains(parameter.Name)))
            Assert.Equal(GoldenRule.Tensor(parameter.Name, parameter.Tensor.Shape), parameter.Tensor.ToArray());
    }
}
