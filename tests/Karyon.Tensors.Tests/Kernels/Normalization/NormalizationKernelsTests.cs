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
    public void Sums_and_squared_deviations_equal_the_twin_bit_for_bit(int images, int[] segments, int height, int width, int halo)
    {
        var random = new Random(21);
        var channels = segments.Sum();
        var x = random.Floats(images * channels * height * width);
        using var blocked = BlockedTensor.From(x, images, segments, height, width, halo);
        foreach (var path in Widths.Supported)
        {
            var kernels = NormalizationKernels.Create(path);
            var sums = Sums(blocked, (partials, chunk) => kernels.Sum(blocked.Image, (double*)partials, chunk));
            var means = new double[sums.Length];
            for (var k = 0; k < sums.Length; k++) means[k] = sums[k] / (images * height * width);
            double[] squares;
            fixed (double* mean = means)
            {
                var pointer = (nint)mean;
                squares = Sums(blocked, (partials, chunk) => kernels.SquaredDeviations(blocked.Image, (double*)pointer, (double*)partials, chunk));
            }
            ForChannels(blocked.Segments, (lane, channel) =>
            {
                var sum = NormalizationTwin.Sum(images, channels, height, width, channel, (s, k) => s + x[k]);
                Assert.Equal(BitConverter.DoubleToInt64Bits(sum), BitConverter.DoubleToInt64Bits(sums[lane]));
                var mean = sum / (images * height * width);
                var square = NormalizationTwin.Sum(images, channels, height, width, channel, (s, k) => Math.FusedMultiplyAdd(x[k] - mean, x[k] - mean, s));
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

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void The_whole_layer_has_the_derivative_that_differences_show(bool frozen, int kind)
    {
        var activation = (ConvActivation)kind;
        const int Images = 2, Channels = 19, Height = 3, Width = 4, Count = Images * Height * Width;
        const double Epsilon = 1e-5;
        var random = new Random(23);
        var x = random.Floats(Images * Channels * Height * Width);
        var dy = random.Floats(x.Length);
        float[] gamma = random.Floats(Channels), beta = random.Floats(Channels), runningMean = random.Floats(Channels), runningVariance = random.Floats(Channels);
        for (var c = 0; c < Channels; c++) runningVariance[c] = 0.3f + Math.Abs(runningVariance[c]);
        float[] oldMean = [.. runningMean], oldVariance = [.. runningVariance];
        using var input = BlockedTensor.From(x, Images, [Channels], Height, Width, 1);
        using var gradient = BlockedTensor.From(dy, Images, [Channels], Height, Width, 1);
        using var output = BlockedTensor.Unwritten(Images, [Channels], Height, Width, 1);
        using var dx = BlockedTensor.Unwritten(Images, [Channels], Height, Width, 1);
        var kernels = NormalizationKernels.Create(VectorPaths.Choose(null));
        float[] scale = new float[32], shift = new float[32], factors = new float[96], dGamma = new float[Channels], dBeta = new float[Channels];
        double[] means = new double[32], inverses = new double[32];
        var sums = Sums(input, (partials, chunk) => kernels.Sum(input.Image, (double*)partials, chunk));
        fixed (float* g = gamma, b = beta, rm = runningMean, rv = runningVariance, s = scale, h = shift, f = factors, dg = dGamma, db = dBeta)
        fixed (double* m = means, inv = inverses, total = sums)
        {
            if (frozen)
            {
                BatchNormStatistics.PrepareFrozen(input.Segments, rm, rv, Epsilon, g, b, m, inv, s, h);
            }
            else
            {
                BatchNormStatistics.Means(total, Count, 2, m);
                var mean = (nint)m;
                fixed (double* squares = Sums(input, (partials, chunk) => kernels.SquaredDeviations(input.Image, (double*)mean, (double*)partials, chunk)))
                    BatchNormStatistics.Prepare(input.Segments, Count, m, squares, Epsilon, 0.1, g, b, rm, rv, inv, s, h);
            }
            var a = new BatchNormArguments
            {
                Input = input.Image, Gradient = gradient.Image, Output = output.Image, InputGradient = dx.Image, Activation = activation,
                Scale = s, Shift = h, GradientFactor = f, InputFactor = f + 32, Offset = f + 64, Mean = m,
            };
            using var other = new NativeFloats(2 * NormalizationKernels.PartialDoubles(input.Image));
            var spare = (nint)other.Pointer;
            fixed (double* first = Sums(input, (partials, chunk) => kernels.GradientSums(a, (double*)partials, (double*)spare, chunk)))
            fixed (double* second = Sums(input, (partials, chunk) => kernels.GradientSums(a, (double*)spare, (double*)partials, chunk)))
                BatchNormStatistics.PrepareGradient(input.Segments, Count, frozen, first, second, m, inv, g, dg, db, f, f + 32, f + 64);
            for (var chunk = 0; chunk < NormalizationKernels.Chunks(input.Image); chunk++)
            {
                kernels.Apply(a, chunk);
                kernels.InputGradient(a, chunk);
            }
        }

        var y = output.ToDense();
        var expected = Layer(x.ToDoubles(), gamma.ToDoubles(), beta.ToDoubles());
        for (var k = 0; k < y.Length; k++) Assert.Equal(expected[k], y[k], 2e-6);
        var got = dx.ToDense();
        for (var k = 0; k < x.Length; k += 7) Assert.Equal(Slope(d => Loss(Moved(x, k, d), gamma.ToDoubles(), beta.ToDoubles())), got[k], 2e-5);
        for (var c = 0; c < Channels; c++)
        {
            Assert.Equal(Slope(d => Loss(x.ToDoubles(), Moved(gamma, c, d), beta.ToDoubles())), dGamma[c], 2e-5);
            Assert.Equal(Slope(d => Loss(x.ToDoubles(), gamma.ToDoubles(), Moved(beta, c, d))), dBeta[c], 2e-5);
            if (frozen) continue;
            var values = Enumerable.Range(0, x.Length).Where(k => k / 12 % Channels == c).Select(k => (double)x[k]).ToArray();
            var mean = values.Average();
            Assert.Equal(0.9 * oldMean[c] + 0.1 * mean, runningMean[c], 1e-6);
            Assert.Equal(0.9 * oldVariance[c] + 0.1 * values.Sum(v => (v - mean) * (v - mean)) / (Count - 1), runningVariance[c], 1e-6);
        }

        double[] Layer(double[] at, double[] factor, double[] summand)
        {
            var z = new double[at.Length];
            for (var c = 0; c < Channels; c++)
            {
                var pixels = Enumerable.Range(0, at.Length).Where(k => k / 12 % Channels == c).ToArray();
                var mean = frozen ? oldMean[c] : pixels.Average(k => at[k]);
                var variance = frozen ? oldVariance[c] : pixels.Average(k => (at[k] - mean) * (at[k] - mean));
                foreach (var k in pixels)
                {
                    var value = (at[k] - mean) / Math.Sqrt(variance + Epsilon) * factor[c] + summand[c];
                    z[k] = activation == ConvActivation.None ? value : Math.Clamp(value, 0, activation == ConvActivation.Relu ? double.MaxValue : 6);
                }
            }
            return z;
        }

        double Loss(double[] at, double[] factor, double[] summand) => Layer(at, factor, summand).Select((value, k) => value * dy[k]).Sum();

        static double Slope(Func<double, double> loss) => (loss(1e-6) - loss(-1e-6)) / 2e-6;

        static double[] Moved(float[] values, int index, double by)
        {
            var moved = values.ToDoubles();
            moved[index] += by;
            return moved;
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
