namespace Karyon.Tensors.Kernels.Scalar.Normalization;

/// <summary>
/// The few numbers per channel between the passes of a batch normalisation (Ioffe and Szegedy 2015, algorithm 1), in double and
/// rounded once. Sums and results have one value per physical channel, padding lanes zero; gamma, beta and the running statistics
/// are dense, one per logical channel.
/// </summary>
internal static unsafe class BatchNormStatistics
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>mean = sum / count.</summary>
    public static void Means(double* sums, long count, int blocks, double* means)
    {
        for (var k = 0; k < blocks * Lanes; k++) means[k] = sums[k] / count;
    }

    /// <summary>
    /// From means and sums of squared deviations: 1 / sqrt(variance + epsilon), the factor and summand of the forward pass, and, where
    /// pointers are given, running = (1 - momentum) running + momentum new, the variance unbiased.
    /// </summary>
    public static void Prepare(in ChannelSegments segments, long count, double* means, double* squares, double epsilon, double momentum,
        float* gamma, float* beta, float* runningMean, float* runningVariance, double* inverses, float* scale, float* shift)
    {
        for (var block = 0; block < segments.Blocks; block++)
        {
            var channels = segments.InBlock(block, out var first);
            for (var lane = 0; lane < Lanes; lane++)
            {
                var k = block * Lanes + lane;
                if (lane >= channels)
                {
                    Clear(k, means, inverses, scale, shift);
                    continue;
                }
                var variance = squares[k] / count;
                Factors(k, first + lane, means[k], variance, epsilon, gamma, beta, inverses, scale, shift);
                if (runningMean != null)
                    runningMean[first + lane] = (float)((1 - momentum) * runningMean[first + lane] + momentum * means[k]);
                if (runningVariance != null)
                {
                    var unbiased = count > 1 ? squares[k] / (count - 1) : variance;
                    runningVariance[first + lane] = (float)((1 - momentum) * runningVariance[first + lane] + momentum * unbiased);
                }
            }
        }
    }

    /// <summary>The same from running statistics, which stay as they are.</summary>
    public static void PrepareFrozen(in ChannelSegments segments, float* runningMean, float* runningVariance, double epsilon,
        float* gamma, float* beta, double* means, double* inverses, float* scale, float* shift)
    {
        for (var block = 0; block < segments.Blocks; block++)
        {
            var channels = segments.InBlock(block, out var first);
            for (var lane = 0; lane < Lanes; lane++)
            {
                var k = block * Lanes + lane;
                if (lane >= channels)
                {
                    Clear(k, means, inverses, scale, shift);
                    continue;
                }
                means[k] = runningMean[first + lane];
                Factors(k, first + lane, means[k], runningVariance[first + lane], epsilon, gamma, beta, inverses, scale, shift);
            }
        }
    }

    /// <summary>
    /// From the sums of dz and of dz (x - mean): the gradients of gamma and beta (dense; null: not wanted) and the three factors of
    /// <see cref="Vector.Normalization.NormalizationKernels.InputGradient"/>. With batch statistics
    /// <c>dx = gamma inv (dz - mean(dz) - xhat mean(dz xhat))</c>, else <c>dx = gamma inv dz</c>.
    /// </summary>
    public static void PrepareGradient(in ChannelSegments segments, long count, bool frozen, double* sums, double* deviationSums, double* means, double* inverses,
        float* gamma, float* gammaGradient, float* betaGradient, float* gradientFactor, float* inputFactor, float* offset)
    {
        for (var block = 0; block < segments.Blocks; block++)
        {
            var channels = segments.InBlock(block, out var first);
            for (var lane = 0; lane < Lanes; lane++)
            {
                var k = block * Lanes + lane;
                gradientFactor[k] = inputFactor[k] = offset[k] = 0;
                if (lane >= channels) continue;
                var factor = (gamma == null ? 1.0 : gamma[first + lane]) * inverses[k];
                gradientFactor[k] = (float)factor;
                if (!frozen)
                {
                    var slope = -(factor * (inverses[k] * inverses[k]) * (deviationSums[k] / count));
                    inputFactor[k] = (float)slope;
                    offset[k] = (float)(-(factor * (sums[k] / count)) - slope * means[k]);
                }
                if (gammaGradient != null) gammaGradient[first + lane] = (float)(deviationSums[k] * inverses[k]);
                if (betaGradient != null) betaGradient[first + lane] = (float)sums[k];
            }
        }
    }

    /// <summary>Sums per physical channel to a dense float vector: the gradient of a bias.</summary>
    public static void Store(in ChannelSegments segments, double* sums, float* dense)
    {
        for (var block = 0; block < segments.Blocks; block++)
        {
            var channels = segments.InBlock(block, out var first);
            for (var lane = 0; lane < channels; lane++) dense[first + lane] = (float)sums[block * Lanes + lane];
        }
    }

    private static void Factors(int k, int channel, double mean, double variance, double epsilon, float* gamma, float* beta, double* inverses, float* scale, float* shift)
    {
        inverses[k] = 1 / Math.Sqrt(variance + epsilon);
        var factor = (gamma == null ? 1.0 : gamma[channel]) * inverses[k];
        scale[k] = (float)factor;
        shift[k] = (float)((beta == null ? 0.0 : beta[channel]) - mean * factor);
    }

    private static void Clear(int k, double* means, double* inverses, float* scale, float* shift)
    {
        means[k] = inverses[k] = 0;
        scale[k] = shift[k] = 0;
    }
}
