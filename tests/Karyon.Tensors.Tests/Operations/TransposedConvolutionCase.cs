using System.Text.Json;
using Karyon.Testing;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>One case of <c>Goldens/conv_transpose.json</c>; operands follow the generator's formula.</summary>
internal sealed class TransposedConvolutionCase(JsonElement json)
{
    public static IReadOnlyList<TransposedConvolutionCase> All { get; } = Read();

    public Shape Input => ShapeOf("input");

    public Shape Weights => ShapeOf("weights");

    public Shape Output => ShapeOf("output_shape");

    public bool HasBias => json.GetProperty("bias").GetBoolean();

    public int Stride => json.GetProperty("stride").GetInt32();

    public int Padding => json.GetProperty("padding").GetInt32();

    public int OutputPadding => json.GetProperty("output_padding").GetInt32();

    public int Dilation => json.GetProperty("dilation").GetInt32();

    public int Groups => json.GetProperty("groups").GetInt32();

    public int Outputs => Weights[1] * Groups;

    public float[] InputData => Made(Input, 1);

    public float[] WeightData => Made(Weights, 2);

    public float[] BiasData => Made(new Shape(Outputs), 3);

    /// <summary>What the output is multiplied by, element by element, for the loss whose gradients are stored.</summary>
    public float[] LossData => Made(Output, 4);

    /// <summary>Stored numbers: output, input_gradient, weight_gradient or bias_gradient; null where the case has none.</summary>
    public double[]? Stored(string name) => json.TryGetProperty(name, out var values) ? [.. values.EnumerateArray().Select(value => value.GetDouble())] : null;

    public override string ToString() => $"{Input} under {Weights}, stride {Stride}, padding {Padding} and {OutputPadding}, dilation {Dilation}, groups {Groups}";

    private static TransposedConvolutionCase[] Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "tests", "Karyon.Tensors.Tests", "Goldens", "conv_transpose.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(json => new TransposedConvolutionCase(json.Clone()))];
    }

    private static float[] Made(Shape shape, int salt) =>
        [.. Enumerable.Range(0, (int)shape.Count).Select(i => ((i * 37 + salt * 101 + i / 7) % 23 - 11) / 8f)];

    private Shape ShapeOf(string name) => new([.. json.GetProperty(name).EnumerateArray().Select(size => size.GetInt32())]);
}
