namespace Karyon.Tensors.Graph;

/// <summary>Choices of a plan.</summary>
/// <param name="Winograd">Whether 3x3 convolutions may be computed by Winograd's transforms where the rule over shapes says so; off: all direct. It changes results by rounding.</param>
/// <param name="FreezeLeaves">Whether leaves (weights) stay as they are for the plan's life: they are packed once, and batch norms are folded into convolutions. Inference; off for training.</param>
/// <param name="Reference">Whether every operation runs as its scalar twin: slow; for tests and comparisons.</param>
public sealed record PlanOptions(bool Winograd = true, bool FreezeLeaves = false, bool Reference = false)
{
    /// <summary>For inference.</summary>
    public static PlanOptions Inference { get; } = new(FreezeLeaves: true);

    /// <summary>For training.</summary>
    public static PlanOptions Training { get; } = new();
}
