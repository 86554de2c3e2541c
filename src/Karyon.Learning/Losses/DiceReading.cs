namespace Karyon.Learning.Losses;

/// <summary>Which Dice the mask's loss is; the paper does not say.</summary>
public enum DiceReading
{
    /// <summary>1 - (2 sum(p y) + 1) / (sum(p) + sum(y) + 1) over the whole batch. An empty truth still teaches.</summary>
    SmoothedByOne,

    /// <summary>
    /// 1 - 2 sum(p y) / max(sum(p + y), 1e-7) over the whole batch, 0 for an empty truth: <c>DiceLoss(mode="binary")</c> of segmentation_models.pytorch 0.3.3.
    /// </summary>
    SegmentationModels,
}
