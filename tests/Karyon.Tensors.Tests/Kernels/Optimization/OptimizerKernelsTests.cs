using Karyon.Tensors.Kernels.Scalar.Optimization;
using Karyon.Tensors.Kernels.Vector.Optimization;

namespace Karyon.Tensors.Tests.Kernels.Optimization;

public unsafe class OptimizerKernelsTests
{
    private static readonly int[] Lengths = [1, 7, 16, 37, 65536, 70_001];

    [Fact]
    public void Steps_equal_the_twin_bit_for_bit()
    {
        var random = new Random(81);
        foreach (var length in Lengths)
            foreach (var path in Widths.Supported)
                foreach (var kind in (string[])["sgd", "momentum", "nesterov", "adam", "adamw", "average"])
                {
                    using var p = NativeFloats.Random(length, random);
                    using var g = NativeFloats.Random(length, random);
                    using var m = NativeFloats.Random(length, random);
                    using var v = NativeFloats.Random(length, random);
                    foreach (ref var value in v.Span) value *= value;
                    float[] wantP = [.. p.Span], wantM = [.. m.Span], wantV = [.. v.Span];
                    var a = new OptimizerArguments
                    {
                        Values = p.Pointer, Gradient = g.Pointer, First = m.Pointer, Second = v.Pointer, Length = length, Rate = 0.01f,
                        Decay = kind == "adamw" ? 0 : 0.001f, Keep = kind == "adamw" ? 0.9999f : 1, Momentum = kind == "sgd" ? 0 : 0.9f, Nesterov = kind == "nesterov",
                        FirstRate = 0.1f, SecondKeep = 0.999f, SecondRate = 0.001f, Correction = 0.04f, Epsilon = 1e-8f,
                    };
                    var kernels = OptimizerKernels.Create(path);
                    for (var chunk = 0; chunk < OptimizerKernels.Chunks(length); chunk++)
                    {
                        if (kind.StartsWith("adam", StringComparison.Ordinal)) kernels.Adam(a, chunk);
                        else if (kind == "average") kernels.Average(a, chunk);
                        else kernels.Sgd(a, chunk);
                    }
                    for (var k = 0; k < length; k++)
                    {
                        if (kind.StartsWith("adam", StringComparison.Ordinal)) OptimizerTwin.Adam(a, ref wantP[k], g.Span[k], ref wantM[k], ref wantV[k]);
                        else if (kind == "average") OptimizerTwin.Average(a, wantP[k], ref wantM[k]);
                        else OptimizerTwin.Sgd(a, ref wantP[k], g.Span[k], ref wantM[k]);
                    }
                    RandomArrays.AssertSameBits(wantP, p.Span, $"{path} {kind} values");
                    RandomArrays.AssertSameBits(wantM, m.Span, $"{path} {kind} first");
                    RandomArrays.AssertSameBits(wantV, v.Span, $"{path} {kind} second");
                }
    }

    [Fact]
    public void The_first_step_of_Adam_moves_by_the_learning_rate_against_the_gradient()
    {
        float value = 1, first = 0, second = 0;
        var a = new OptimizerArguments { Rate = 0.01f / 0.1f, Keep = 1, FirstRate = 0.1f, SecondKeep = 0.999f, SecondRate = 0.001f, Correction = (float)Math.Sqrt(0.001), Epsilon = 1e-8f };
        OptimizerTwin.Adam(a, ref value, -3f, ref first, ref second);
        Assert.Equal(1.01f, value, 1e-6f);
    }

    [Fact]
    public void Momentum_follows_its_recurrence()
    {
        float value = 0, buffer = 0;
        var a = new OptimizerArguments { Rate = 0.5f, Momentum = 0.5f };
        OptimizerTwin.Sgd(a, ref value, 1f, ref buffer);
        OptimizerTwin.Sgd(a, ref value, 1f, ref buffer);
        Assert.Equal(-0.5f - 0.75f, value);
        (value, buffer) = (0, 0);
        OptimizerTwin.Sgd(new OptimizerArguments { Rate = 0.5f, Momentum = 0.5f, Nesterov = true }, ref value, 1f, ref buffer);
        Assert.Equal(-0.75f, value);
    }

    [Fact]
    public void The_squared_norm_has_the_same_bits_in_every_width_and_is_right()
    {
        var random = new Random(82);
        foreach (var length in Lengths)
        {
            using var x = NativeFloats.Random(length, random);
            var lanes = new double[16];
            for (var k = 0; k < Math.Min(length, 65536); k++) lanes[k % 16] = Math.FusedMultiplyAdd(x.Span[k], x.Span[k], lanes[k % 16]);
            foreach (var path in Widths.Supported)
            {
                var kernels = OptimizerKernels.Create(path);
                Assert.Equal(OptimizerTwin.Tree(lanes), kernels.SquaredNorm(x.Pointer, length, 0));
                var sum = 0.0;
                for (var chunk = 0; chunk < OptimizerKernels.Chunks(length); chunk++) sum += kernels.SquaredNorm(x.Pointer, length, chunk);
                var plain = 0.0;
                foreach (var value in x.Span) plain += (double)value * value;
                Assert.Equal(plain, sum, 1e-9 * plain);
            }
        }
    }
}
