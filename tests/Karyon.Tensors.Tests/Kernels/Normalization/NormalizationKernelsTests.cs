using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Normalization;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Normalization;

namespace Karyon.Tensors.Tests.Kernels.Normalization;

public unsafe class NormalizationKernelsTests
{
    public static TheoryData<int, int[], int, int, int> Shapes => new()
    {
        { 1, [1], 1, 1, 0 },
        { 3, [17, 5], 7, 9, 1 },
        { 2, [32], 70, 75, 1 },
        { 1, [3], 2, 5000, 0 },
        { 5, [40], 4, 4, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sums_and_sums_of_squares_equal_the_twin_bit_for_bit(int images, int[] segments, int height, int width, int halo)
    {
        var random = new Random(21);
        var channels = segments.Sum();
        var x = random.Floats(images * channels * height * width);
        using var blocked = BlockedTensor.From(x, images, segments, height, width, halo);
        foreach (var path in Widths.Supported)
        {
            var kernels = NormalizationKernels.Create(path);
            var sums = Sums(blocked, (partials, chunk) => kernels.Sum(blocked.Image, (double*)partials, chunk));
            using var other = new NativeFloats(2 * NormalizationKernels.PartialDoubles(blocked.Image));
            var spare = (nint)other.Pointer;
            var sumsBeside = Sums(blocked, (partials, chunk) => kernels.SumAndSquares(blocked.Image, (double*)partials, (double*)spare, chunk));
            var squares = Sums(blocked, (partials, chunk) => kernels.SumAndSquares(blocked.Image, (double*)spare, (double*)partials, chunk));
            Assert.Equal(sums, sumsBeside);
            ForChannels(blocked.Segments, (lane, channel) =>
            {
                var sum = NormalizationTwin.Sum(images, channels, height, width, channel, (s, k) => s + x[k]);
                Assert.Equal(BitConverter.DoubleToInt64Bits(sum), BitConverter.DoubleToInt64Bits(sums[lane]));
                var square = NormalizationTwin.Sum(images, channels, height, width, channel, (s, k) => Math.FusedMultiplyAdd((double)x[k], x[k], s));
                Assert.Equal(BitConverter.DoubleToInt64Bits(square), BitConverter.DoubleToInt64Bits(squares[lane]));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Apply_and_gradients_equal_the_twin_bit_for_bit(int images, int[] segments, int height, int width, int halo)
    {
        var random = new Random(22);
        var channels = segments.Sum();
        var size = images * channels * height * width;
        float[] x = random.Floats(size), dy = random.Floats(size), r = random.Floats(size);
        x[random.Next(size)] = float.NaN;
        x[random.Next(size)] = -0f;
        x[random.Next(size)] = float.PositiveInfinity;
        using var input = BlockedTensor.From(x, images, segments, height, width, halo);
        using var gradient = BlockedTensor.From(dy, images, segments, height, width, 0);
        using var residual = BlockedTensor.From(r, images, segments, height, width, 1);
        var lanes = input.Segments.Blocks * 16;
        using var values = new NativeFloats(5 * lanes);
        values.Span.Clear();
        ForChannels(input.Segments, (lane, _) =>
        {
            for (var k = 0; k < 5; k++) values.Span[k * lanes + lane] = (float)(random.NextDouble() * 8 - 4);
        });
        var means = new double[lanes];
        for (var k = 0; k < lanes; k++) means[k] = random.NextDouble() - 0.5;
        foreach (var path in Widths.Supported)
            foreach (var activation in Enum.GetValues<ConvActivation>())
                foreach (var withResidual in (bool[])[false, true])
                {
                    using var output = BlockedTensor.Unwritten(images, segments, height, width, halo);
                    using var dx = BlockedTensor.Unwritten(images, segments, height, width, 1);
                    using var dr = BlockedTensor.Unwritten(images, segments, height, width, 0);
                    var kernels = NormalizationKernels.Create(path);
                    double[] sums, deviations;
                    fixed (double* mean = means)
                    {
                        var v = values.Pointer;
                        var a = new BatchNormArguments
                        {
                            Input = input.Image, Gradient = gradient.Image, Output = output.Image, InputGradient = dx.Image, Activation = activation,
                            Residual = withResidual ? residual.Image : default, ResidualGradient = withResidual ? dr.Image : default,
                            Scale = v, Shift = v + lanes, GradientFactor = v + 2 * lanes, InputFactor = v + 3 * lanes, Offset = v + 4 * lanes, Mean = mean,
                        };
                        for (var chunk = 0; chunk < NormalizationKernels.Chunks(input.Image); chunk++)
                        {
                            kernels.Apply(a, chunk);
                            kernels.InputGradient(a, chunk);
                        }
                        using var other = new NativeFloats(2 * NormalizationKernels.PartialDoubles(input.Image));
                        var spare = (nint)other.Pointer;
                        sums = Sums(input, (partials, chunk) => kernels.GradientSums(a, (double*)partials, (double*)spare, chunk));
                        deviations = Sums(input, (partials, chunk) => kernels.GradientSums(a, (double*)spare, (double*)partials, chunk));
                    }
                    output.AssertZeroAround();
                    dx.AssertZeroAround();
                    float[] y = output.ToDense(), gotDx = dx.ToDense(), gotDr = dr.ToDense();
                    float[] wantY = new float[size], wantDx = new float[size], wantDr = new float[size];
                    ForChannels(input.Segments, (lane, channel) =>
                    {
                        float Value(int k) => values.Span[k * lanes + lane];
                        float Z(int k) => NormalizationTwin.BeforeActivation(x[k], Value(0), Value(1), withResidual ? r[k] : null);
                        float Dz(int k) => NormalizationTwin.Mask(Z(k), dy[k], activation);
                        var sum = NormalizationTwin.Sum(images, channels, height, width, channel, (s, k) =>
                        {
                            wantY[k] = NormalizationTwin.Activate(Z(k), activation);
                            wantDr[k] = Dz(k);
                            wantDx[k] = NormalizationTwin.InputGradient(x[k], Dz(k), Value(2), Value(3), Value(4));
                            return s + Dz(k);
                        });
                        var deviation = NormalizationTwin.Sum(images, channels, height, width, channel, (s, k) => Math.FusedMultiplyAdd(Dz(k), x[k] - means[lane], s));
                        Assert.Equal(sum, sums[lane]);
                        Assert.Equal(deviation, deviations[lane]);
                    });
                    var what = $"{path} {activation} residual {withResidual}";
                    RandomArrays.AssertSameBits(wantY, y, what);
                    RandomArrays.AssertSameBits(wantDx, gotDx, what + " dx");
                    if (withResidual) RandomArrays.AssertSameBits(wantDr, gotDr, what + " dr");
                }
    }

    private static double[] Sums(BlockedTensor image, Action<nint, int> run)
    {
        using var partials = new NativeFloats(2 * NormalizationKernels.PartialDoubles(image.Image));
        for (var chunk = NormalizationKernels.Chunks(image.Image) - 1; chunk >= 0; chunk--) run((nint)partials.Pointer, chunk);
        var sums = new double[image.Image.Blocks * 16];
        fixed (double* target = sums) NormalizationKernels.Combine(image.Image, (double*)partials.Pointer, target);
        return sums;
    }

    private static void ForChannels(ChannelSegments segments, Action<int, int> visit)
    {
        for (var block = 0; block < segments.Blocks; block++)
        {
            var channels = segments.InBlock(block, out var first);
            for (var lane = 0; lane < channels; lane++) visit(block * 16 + lane, first + lane);
        }
    }
}
