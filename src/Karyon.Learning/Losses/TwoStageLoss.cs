using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Losses;

/// <summary>
/// The losses of the two-stage U-Net (Mahbod et al., pruning): Dice of the sigmoid of the mask network, mean squared error of the linear output of the distance network. Each
/// network has its own.
/// </summary>
public static class TwoStageLoss
{
    private const float LeastCardinality = 1e-7f;

    /// <summary>Dice of the mask.</summary>
    /// <param name="logits">The mask network's raw output, [N, 1, H, W].</param>
    /// <param name="truth">1 inside of nuclei, else 0, [N, 1, H, W].</param>
    /// <param name="reading">Which Dice.</param>
    /// <param name="known">1 where the truth is known, else 0 (as the truth there), [N, 1, H, W]; null: everywhere.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static LossTerm Mask(Value logits, Value truth, DiceReading reading = DiceReading.SmoothedByOne, Value? known = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(truth);
        LossSums.Require(truth, logits.Shape, "mask");
        if (known is not null) LossSums.Require(known, logits.Shape, "known");
        var probability = logits.Sigmoid();
        if (known is not null) probability *= known;
        Value inside = LossSums.SumOf(probability * truth) * 2f, count = LossSums.SumOf(truth), both = LossSums.SumOf(probability) + count;
        return new LossTerm("mask.dice", 1, reading == DiceReading.SmoothedByOne
            ? 1f - (inside + 1f) / (both + 1f)
            : (1f - inside / both.Clamp(LeastCardinality, float.MaxValue)) * count.Clamp(0, 1));
    }

    /// <summary>Mean squared error of the distance map over all known pixels.</summary>
    /// <param name="map">The distance network's output, [N, 1, H, W].</param>
    /// <param name="truth">Distance to the border of each nucleus, 0 outside, [N, 1, H, W].</param>
    /// <param name="known">1 where the truth is known, else 0, [N, 1, H, W]; null: everywhere.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static LossTerm Distance(Value map, Value truth, Value? known = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(truth);
        LossSums.Require(truth, map.Shape, "distance");
        if (known is not null) LossSums.Require(known, map.Shape, "known");
        var error = map - truth;
        if (known is not null) error *= known;
        var count = known is null ? Value.Scalar(map.Shape.Count) : LossSums.SumOf(known).Clamp(1, float.MaxValue);
        return new LossTerm("distance.mse", 1, LossSums.SumOf(error * error) / count);
    }
}
