namespace Karyon.Tensors.Modules;

/// <summary>Random initialisation, the same on every machine: uniform laws need only a square root, the normal law is drawn by our own functions.</summary>
public static class Initialization
{
    /// <summary>He et al. 2015, uniform: bound = gain * sqrt(3 / fan_in) with gain sqrt(2) for ReLU.</summary>
    public static void KaimingUniform(Parameter weight, CounterRandom random, double gain = 1.4142135623730951)
    {
        var bound = gain * Math.Sqrt(3.0 / FanIn(weight.Tensor.Shape));
        Uniform(weight, random, bound);
    }

    /// <summary>Glorot and Bengio 2010, uniform: bound = sqrt(6 / (fan_in + fan_out)).</summary>
    public static void XavierUniform(Parameter weight, CounterRandom random) =>
        Uniform(weight, random, Math.Sqrt(6.0 / (FanIn(weight.Tensor.Shape) + FanOut(weight.Tensor.Shape))));

    /// <summary>He et al. 2015, normal with fan-out: deviation sqrt(2 / fan_out); drawn as a sum of twelve uniforms (an Irwin-Hall approximation of the normal law, exact in arithmetic everywhere).</summary>
    public static void KaimingNormalFanOut(Parameter weight, CounterRandom random)
    {
        var deviation = Math.Sqrt(2.0 / FanOut(weight.Tensor.Shape));
        var span = weight.Tensor.Span;
        for (var i = 0; i < span.Length; i++)
        {
            var sum = -6.0;
            for (var k = 0; k < 12; k++) sum += random.Uniform((ulong)i * 12 + (ulong)k);
            span[i] = (float)(sum * deviation);
        }
    }

    private static void Uniform(Parameter weight, CounterRandom random, double bound)
    {
        var span = weight.Tensor.Span;
        for (var i = 0; i < span.Length; i++) span[i] = (float)((2 * random.Uniform((ulong)i) - 1) * bound);
    }

    private static long FanIn(Shape shape) => shape.Count / Math.Max(shape[0], 1);

    private static long FanOut(Shape shape)
    {
        var fan = (long)shape[0];
        for (var d = 2; d < shape.Rank; d++) fan *= shape[d];
        return fan;
    }
}
