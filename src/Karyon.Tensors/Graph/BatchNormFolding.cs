using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph;

/// <summary>
/// Rewrites a graph for inference: a batch norm with fixed moments right after a convolution that nothing else uses becomes part of the
/// convolution's weights and bias, w * scale and shift + b * scale, in double, rounded once.
/// </summary>
internal static class BatchNormFolding
{
    public static IReadOnlyList<Value> Apply(IReadOnlyList<Value> outputs)
    {
        var order = GraphOrder.Of(outputs);
        var uses = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        foreach (var input in order.SelectMany(node => node.Inputs).Concat(outputs)) uses[input] = uses.GetValueOrDefault(input) + 1;
        var rewritten = new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            Value[] inputs = [.. node.Inputs.Select(input => rewritten[input])];
            var same = inputs.Zip(node.Inputs).All(pair => ReferenceEquals(pair.First, pair.Second));
            rewritten[node] = node.Operation is BatchNorm { FromBatch: false } norm && uses[node.Inputs[0]] == 1 && TryFold(norm, inputs) is { } folded
                ? folded
                : same ? node : new Value(node.Operation, inputs);
        }
        return [.. outputs.Select(output => rewritten[output])];
    }

    private static Value? TryFold(BatchNorm norm, Value[] inputs)
    {
        if (inputs[0].Operation is not Convolution2d convolution || !inputs.Skip(1).Concat(inputs[0].Inputs.Skip(1)).All(value => IsConstant(value))) return null;
        float[] moments = Elements(inputs[1]), gamma = Elements(inputs[2]), beta = Elements(inputs[3]);
        var bias = inputs[0].Inputs.Count == 3 ? Elements(inputs[0].Inputs[2]) : new float[gamma.Length];
        var scales = new double[gamma.Length];
        var shifts = new float[gamma.Length];
        for (var c = 0; c < gamma.Length; c++)
        {
            (scales[c], var shift, _) = NormalizationCoefficients.Of(moments[c], moments[gamma.Length + c], gamma[c], beta[c], norm.Epsilon);
            shifts[c] = (float)(shift + bias[c] * scales[c]);
        }
        var result = new Value(convolution, inputs[0].Inputs[0], Scaled(inputs[0].Inputs[1], scales), Value.Constant(shifts, inputs[3].Shape));
        return norm.Activation == Activation.None ? result : new Value(new Activate(norm.Activation), result);
    }

    /// <summary>Weights times a factor for each output channel; those of a leaf are made when they are packed, so that no second copy of a large network is held.</summary>
    private static Value Scaled(Value weights, double[] scales)
    {
        if (weights.Operation is not Leaf leaf)
        {
            float[] elements = [.. Elements(weights)];
            Scale(elements, scales);
            return Value.Constant(elements, weights.Shape);
        }
        return Value.Of(Tensor.Deferred(weights.Shape, target =>
        {
            leaf.Tensor.CopyTo(target);
            Scale(target, scales);
        }), leaf.Label);
    }

    private static void Scale(Span<float> weights, double[] scales)
    {
        var perChannel = weights.Length / scales.Length;
        for (var c = 0; c < scales.Length; c++)
            for (var k = c * perChannel; k < (c + 1) * perChannel; k++) weights[k] = (float)(weights[k] * scales[c]);
    }

    private static bool IsConstant(Value value) => value.Operation is Leaf or Constant || (value.Inputs.Count > 0 && value.Inputs.All(IsConstant));

    private static float[] Elements(Value value) => new ReferenceInterpreter<float>(new Dictionary<Value, float[]>()).Evaluate(value);
}
