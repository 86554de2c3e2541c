using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Losses;

/// <summary>
/// The loss of UNI2-UperHover (model card SegTME-UNI2-UperHoVer): cross entropy of the semantic map over known pixels, plus lambda times (squared error
/// of the distance maps plus twice that of their gradients) on the foreground. Denominators are our reading: known pixels; 2 foreground pixels + 1e-8.
/// </summary>
/// <param name="options">The terms' weights.</param>
public sealed class SegTmeLoss(SegTmeLossOptions? options = null)
{
    private const float ForegroundEpsilon = 1e-8f;

    /// <summary>The terms' weights.</summary>
    public SegTmeLossOptions Options { get; } = options ?? new SegTmeLossOptions();

    /// <summary>The terms of weight other than 0, in the order <c>semantic.ce, hv.mse, hv.msge</c>.</summary>
    /// <param name="semantic">Raw logits of background and the classes, [N, C, H, W].</param>
    /// <param name="hv">Horizontal and vertical distances, [N, 2, H, W].</param>
    /// <param name="trueSemantic">
    /// Background and the classes, one of them 1; all 0 where the truth is not known (class 255), [N, C, H, W]. Where nothing is known the term is 0 (0/0 in PyTorch).
    /// </param>
    /// <param name="trueHv">Distances, 0 outside of nuclei, [N, 2, H, W].</param>
    /// <exception cref="ShapeException">A map of the truth has another shape than the network's.</exception>
    public IReadOnlyList<LossTerm> Terms(Value semantic, Value hv, Value trueSemantic, Value trueHv)
    {
        ArgumentNullException.ThrowIfNull(semantic);
        ArgumentNullException.ThrowIfNull(hv);
        ArgumentNullException.ThrowIfNull(trueSemantic);
        ArgumentNullException.ThrowIfNull(trueHv);
        LossSums.Require(trueSemantic, semantic.Shape, "semantic");
        LossSums.Require(trueHv, hv.Shape, "hv");
        // Pixels are counted in whole numbers: at least 1 changes nothing but 0/0.
        var known = LossSums.SumOf(trueSemantic).Clamp(1, float.MaxValue);
        var terms = new List<LossTerm>(3) { new("semantic.ce", 1, LossSums.SumOf(semantic.LogSoftmax(1) * trueSemantic) * -1f / known) };
        double mse = Options.Lambda * Options.HvMse, msge = Options.Lambda * Options.HvMsge;
        if (mse == 0 && msge == 0) return terms;
        var foreground = trueSemantic.Slice(1, 1, trueSemantic.Shape[1] - 1).Sum([1], keepDimensions: true);
        var focus = LossSums.ChannelRepeated(foreground, 0, 2);
        var error = hv - trueHv;
        if (mse != 0) terms.Add(new LossTerm("hv.mse", mse, LossSums.SumOf(error * error * focus) / (LossSums.SumOf(focus) + ForegroundEpsilon)));
        if (msge != 0) terms.Add(new LossTerm("hv.msge", msge, LossSums.GradientError(error, focus, Options.Msge)));
        return terms;
    }
}
