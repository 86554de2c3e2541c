using Karyon.Learning.Models;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Optimization;

namespace Karyon.Learning.Training;

/// <summary>How the learning rate runs.</summary>
public enum ScheduleKind
{
    /// <summary>Linear warm-up, then half a cosine down to <see cref="TrainerOptions.FinalRate"/>.</summary>
    Cosine,

    /// <summary>Linear warm-up, then constant, multiplied by <see cref="TrainerOptions.PlateauFactor"/> whenever validation has not improved for <see cref="TrainerOptions.PlateauPatience"/> validations.</summary>
    Plateau,
}

/// <summary>The numbers of a training run.</summary>
public sealed record TrainerOptions
{
    /// <summary>Steps in all.</summary>
    public long Steps { get; init; } = 2000;

    /// <summary>Samples a step.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Rows and columns of a sample, px; divisible by 32.</summary>
    public int Crop { get; init; } = 256;

    /// <summary>Largest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>What the learning rate is multiplied by for the encoder, which starts from pretrained weights.</summary>
    public double EncoderRateFactor { get; init; } = 1;

    /// <summary>Learning rate at the end of a cosine.</summary>
    public double FinalRate { get; init; } = 1e-6;

    /// <summary>Steps over which the rate rises from 0.</summary>
    public long WarmUpSteps { get; init; } = 100;

    /// <summary>How the learning rate runs.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    /// <summary>What the rate is multiplied by on a plateau.</summary>
    public double PlateauFactor { get; init; } = 0.1;

    /// <summary>Validations without improvement until the rate falls.</summary>
    public int PlateauPatience { get; init; } = 5;

    /// <summary>AdamW's decay.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Longest norm of all gradients together; 0: no limit.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <summary>Decay of the moving average that is validated and kept; rises as (1 + step) / (10 + step) up to it.</summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>Steps between validations.</summary>
    public long ValidateEvery { get; init; } = 500;

    /// <summary>Steps between checkpoints.</summary>
    public long CheckpointEvery { get; init; } = 250;

    /// <summary>Steps between rows of <c>metrics.csv</c> with their means; no recipe says otherwise.</summary>
    public int ReportEvery { get; init; } = 25;

    /// <summary>Validations without improvement after which the run ends; 0: never.</summary>
    public int StopAfter { get; init; }

    /// <summary>Seed of samples, initialisation and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>AdamW over a network's trained parameters.</summary>
    public Optimizer NewOptimizer(ComputeContext context, HoverUNet network)
    {
        var parameters = network.TrainedParameters();
        return new AdamW(context, parameters, weightDecay: WeightDecay)
        {
            RateFactors = EncoderRateFactor == 1 ? null : [.. parameters.Select(parameter => parameter.Name.StartsWith("encoder.", StringComparison.Ordinal) ? EncoderRateFactor : 1)],
        };
    }

    /// <summary>The learning rate of a step under the cosine, or of the warm-up under the plateau, before its reductions.</summary>
    public double RateOf(long step)
    {
        if (step < WarmUpSteps) return LearningRate * (step + 1) / WarmUpSteps;
        if (Schedule == ScheduleKind.Plateau || Steps <= WarmUpSteps) return LearningRate;
        var progress = (double)(step - WarmUpSteps) / (Steps - WarmUpSteps);
        return FinalRate + (LearningRate - FinalRate) * 0.5 * (1 + Karyon.Core.Numerics.PortableMath.Cos(Math.PI * Math.Min(progress, 1)));
    }
}
