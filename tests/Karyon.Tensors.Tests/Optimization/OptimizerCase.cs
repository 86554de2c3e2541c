using System.Text.Json;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Optimization;
using Karyon.Testing;

namespace Karyon.Tensors.Tests.Optimization;

/// <summary>One case of <c>Goldens/optimizers.json</c>: an optimiser, its options, and the values after every step.</summary>
internal sealed class OptimizerCase(JsonElement document, JsonElement json)
{
    public static IReadOnlyList<OptimizerCase> All { get; } = Read();

    public IReadOnlyList<double> Rates { get; } = [.. document.GetProperty("rates").EnumerateArray().Select(rate => rate.GetDouble())];

    /// <summary>Values before the first step.</summary>
    public (float[] Weight, float[] Bias) Start => Singles(document.GetProperty("start"));

    /// <summary>Values after each step, the matrix and then the vector.</summary>
    public IReadOnlyList<double[]> After { get; } = [.. json.GetProperty("after").EnumerateArray().Select(values => (double[])[.. Doubles(values, "weight"), .. Doubles(values, "bias")])];

    public (float[] Weight, float[] Bias) Gradient(int step) => Singles(document.GetProperty("gradients")[step]);

    /// <summary>The case's optimiser over a module.</summary>
    public Optimizer Create(ComputeContext context, MatrixAndVector module)
    {
        var parameters = module.TrainedParameters();
        double[]? factors = json.GetProperty("options").TryGetProperty("factors", out var found) ? [found.GetProperty("weight").GetDouble(), found.GetProperty("bias").GetDouble()] : null;
        return json.GetProperty("optimizer").GetString() switch
        {
            "sgd" => new Sgd(context, parameters, Option("momentum", 0), Option("decay", 0), json.GetProperty("options").TryGetProperty("nesterov", out _)) { RateFactors = factors },
            "adam" => new Adam(context, parameters, Option("beta1", 0.9), Option("beta2", 0.999), Option("epsilon", 1e-8), Option("decay", 0)) { RateFactors = factors },
            "adamw" => new AdamW(context, parameters, Option("beta1", 0.9), Option("beta2", 0.999), Option("epsilon", 1e-8), Option("decay", 0)) { RateFactors = factors },
            var other => throw new InvalidDataException($"optimizers.json: optimiser {other}"),
        };
    }

    public override string ToString() => $"{json.GetProperty("optimizer").GetString()} {json.GetProperty("options").GetRawText()}";

    private static OptimizerCase[] Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "tests", "Karyon.Tensors.Tests", "Goldens", "optimizers.json")));
        var root = document.RootElement.Clone();
        return [.. root.GetProperty("cases").EnumerateArray().Select(json => new OptimizerCase(root, json))];
    }

    private static IEnumerable<double> Doubles(JsonElement values, string name) => values.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());

    private static (float[] Weight, float[] Bias) Singles(JsonElement values) =>
        ([.. Doubles(values, "weight").Select(value => (float)value)], [.. Doubles(values, "bias").Select(value => (float)value)]);

    private double Option(string name, double otherwise) => json.GetProperty("options").TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
}
