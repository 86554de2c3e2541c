using Karyon.Learning.Losses;
using Karyon.Learning.Training;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;

namespace Karyon.Learning.Recipes;

/// <summary>
/// All that a supervised training run follows from. Read from YAML by <see cref="RecipeFile"/>; two recipes that compare equal give the
/// same weights on the same data.
/// </summary>
public sealed record Recipe
{
    /// <summary>Name of the run and of its weights.</summary>
    public string Name { get; init; } = "unnamed";

    /// <summary>The network.</summary>
    public ModelRecipe Model { get; init; } = new();

    /// <summary>The data sets.</summary>
    public ValueList<TrainingSource> Data { get; init; } = [];

    /// <summary>The preset that the loss began with.</summary>
    public string LossPreset { get; init; } = "hovernet-pytorch";

    /// <summary>The loss.</summary>
    public HoverNetLossOptions Loss { get; init; } = HoverNetLossOptions.HoverNetPyTorch;

    /// <summary>Optimiser, schedule, batches, averaging, early stop, seed.</summary>
    public TrainerOptions Training { get; init; } = new();

    /// <summary>The preset that the augmentation began with.</summary>
    public string AugmentationPreset { get; init; } = "strong";

    /// <summary>How samples vary.</summary>
    public AugmentationOptions Augmentation { get; init; } = AugmentationOptions.Strong;

    /// <summary>
    /// The figure of validation that decides which weights are best: <c>pq</c>, <c>aji</c>, <c>dice</c> or <c>f1</c>, each the mean over the validation
    /// images. <c>f1</c> is that of finding nuclei at IoU above 0.5.
    /// </summary>
    public string Metric { get; init; } = "pq";

    /// <summary>The overrides (<c>key=value</c>) that went into it, oldest first; a record, their values are already in place.</summary>
    public ValueList<string> Overrides { get; init; } = [];
}
